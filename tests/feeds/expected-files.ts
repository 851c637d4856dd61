/** What a file must become; the numbers were counted by programs that share no code with the import. */
export interface ExpectedFile {
  readonly file: string;
  readonly symbol: string;
  readonly interval: string;
  readonly bars: number;
  /** Open times of the first and the last bar, UTC. */
  readonly first: string;
  readonly last: string;
  /** Gaps, and bars that are missing in them. */
  readonly gaps?: readonly [number, number];
  readonly notes?: readonly string[];
}

const month = (name: string, bars: number, last: string, unit = 'milliseconds'): ExpectedFile => ({
  file: `btcusdt-spot/BTCUSDT-1m-${name}.zip`,
  symbol: 'BTCUSDT',
  interval: '1m',
  bars,
  first: `${`${name}-01`.slice(0, 10)} 00:00`,
  last: `${last} 23:59`,
  notes: ['no header: the columns are taken as those of a Binance archive', `times are ${unit}`],
});

/** Without notes: such files say themselves what is what. */
const typed = (file: string, bars: number, first: string, last: string): ExpectedFile => {
  return { file, symbol: 'BTCUSDT', interval: '1m', bars, first, last, notes: [] };
};

const coin = (name: string, bars: number, last: string): ExpectedFile => ({
  ...typed(`multi-asset/${name}_USDT-1m.feather`, bars, '2026-03-23 12:09', `2026-04-22 ${last}`),
  symbol: `${name}USDT`,
});

const unitTest = {
  symbol: 'UNITTESTBTC',
  interval: '1m',
  bars: 13_681,
  first: '2017-11-04 23:02',
  last: '2017-11-14 22:59',
  gaps: [538, 717],
} as const;

/** All real files that become bars without a question. */
export const expectedFiles: readonly ExpectedFile[] = [
  { ...month('2023-03', 44_560, '2023-03-31'), gaps: [1, 80] },
  month('2024-01', 44_640, '2024-01-31'),
  month('2024-02', 41_760, '2024-02-29'),
  month('2024-03', 44_640, '2024-03-31'),
  month('2024-12', 44_640, '2024-12-31'),
  month('2025-01', 44_640, '2025-01-31', 'microseconds'),
  month('2025-06-15', 1440, '2025-06-15', 'microseconds'),
  typed(
    'btcusdt-spot/btcusdt_1m_2024q1.klines.parquet',
    129_600,
    '2024-01-01 00:00',
    '2024-03-30 23:59',
  ),
  {
    ...typed(
      'btcusdt-spot/btcusdt_1m_2024q1.seed.parquet',
      129_600,
      '2024-01-01 00:00',
      '2024-03-30 23:59',
    ),
    notes: ['column "label" is left out: a label looks into the future'],
  },
  {
    ...typed(
      'btcusdt-spot/btcusdt_1m_2023_2024.klines.parquet',
      1_052_560,
      '2023-01-01 00:00',
      '2024-12-31 23:59',
    ),
    gaps: [1, 80],
  },
  coin('BTC', 43_199, '12:07'),
  coin('ETH', 43_199, '12:07'),
  coin('SOL', 43_199, '12:07'),
  coin('BNB', 43_199, '12:07'),
  coin('XRP', 43_200, '12:08'),
  { ...unitTest, file: 'formats/freqtrade_UNITTEST_BTC-1m.feather', notes: [] },
  {
    ...unitTest,
    file: 'formats/freqtrade_UNITTEST_BTC-1m.json',
    notes: [
      'no header: the columns are taken as time, open, high, low, close, volume',
      'times are milliseconds',
    ],
  },
  typed(
    'formats/btcusdt_1m_7d.timestamp-ms.snappy.parquet',
    10_080,
    '2026-06-10 03:27',
    '2026-06-17 03:26',
  ),
  {
    file: 'formats/cryptodatadownload_BTCUSDT_1h.urlline.csv',
    symbol: 'BTCUSDT',
    interval: '1h',
    bars: 2999,
    first: '2020-11-20 19:00',
    last: '2021-03-26 00:00',
    gaps: [5, 7],
    notes: [
      'times are taken from column "unix"',
      'times are milliseconds',
      'line 1 was passed over: https://www.CryptoDataDownload.com',
    ],
  },
  {
    file: 'formats/kaggle_coin_Bitcoin_1d.csv',
    symbol: 'BTC',
    interval: '1d',
    bars: 2991,
    first: '2013-04-29 00:00',
    last: '2021-07-06 00:00',
    notes: [
      'dates are day/month/year',
      'times name no zone: they are taken as UTC',
      'times are those of the close: one interval was subtracted',
    ],
  },
  {
    file: 'formats/tradingview_BTCUSDT_1m.unix-novolume.csv',
    symbol: 'BTCUSDT',
    interval: '1m',
    bars: 2697,
    first: '2024-06-24 16:53',
    last: '2024-06-26 13:49',
    notes: ['no column of volume: the volume is 0 in every bar', 'times are seconds'],
  },
  {
    file: 'formats/tradingview_BTCUSDT_60m.nan-columns.csv',
    symbol: 'BTCUSDT',
    interval: '1h',
    bars: 1907,
    first: '2025-08-12 13:00',
    last: '2025-10-30 23:00',
    notes: ['no column of volume: the volume is 0 in every bar'],
  },
  {
    file: 'formats/yfinance_BTC-USD_1d.multiheader.csv',
    symbol: 'BTCUSD',
    interval: '1d',
    bars: 1827,
    first: '2021-06-24 00:00',
    last: '2026-06-24 00:00',
    notes: [
      'times name no zone: they are taken as UTC',
      'the names of the columns stand in 3 lines; of all columns they say BTC-USD',
    ],
  },
  {
    file: 'binance-api/rest_klines_BTCUSDT_1m.json',
    symbol: 'BTCUSDT',
    interval: '1m',
    bars: 1000,
    first: '2024-09-04 02:27',
    last: '2024-09-04 19:06',
    notes: [
      'no header: the columns are taken as those of a Binance archive',
      'times are milliseconds',
    ],
  },
];
