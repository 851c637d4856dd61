import { describe, expect, it } from 'vitest';
import { hasRealData, readRealFile, skipNote } from '../real-data';
import { listKinds, openFile, readNamed } from './read-table';

const binance = Array.from({ length: 12 }, (_, position) => `column ${position + 1}:number`);
const freqtrade = ['date:time', 'open:number', 'high:number', 'low:number', 'close:number'];
const prices = ['open:number', 'high:number', 'low:number', 'close:number', 'volume:number'];
const klines = [
  'open_time:time',
  ...prices,
  'close_time:time',
  'quote_volume:number',
  'n_trades:number',
  'taker_base:number',
  'taker_quote:number',
];

/** Columns of the kline within a message of a stream, of which the symbol has a name of its own. */
const klineFields = (symbol: string): readonly string[] => [
  't:number',
  'T:number',
  `${symbol}:text`,
  'i:text',
  ...'f L o c h l v n'.split(' ').map((name) => `${name}:number`),
  'x:text',
  ...'q V Q B'.split(' ').map((name) => `${name}:number`),
];

/** File, rows, columns, whether it names them, and the first value of a column. */
const files: readonly (readonly [
  string,
  number,
  readonly string[],
  boolean,
  readonly [string, number],
])[] = [
  ['btcusdt-spot/BTCUSDT-1m-2023-03.zip', 44_560, binance, false, ['column 1', 1677628800000]],
  ['btcusdt-spot/BTCUSDT-1m-2024-01.zip', 44_640, binance, false, ['column 2', 42283.58]],
  ['btcusdt-spot/BTCUSDT-1m-2024-02.zip', 41_760, binance, false, ['column 1', 1706745600000]],
  ['btcusdt-spot/BTCUSDT-1m-2024-03.zip', 44_640, binance, false, ['column 1', 1709251200000]],
  ['btcusdt-spot/BTCUSDT-1m-2024-12.zip', 44_640, binance, false, ['column 1', 1733011200000]],
  ['btcusdt-spot/BTCUSDT-1m-2025-01.zip', 44_640, binance, false, ['column 1', 1735689600000000]],
  ['btcusdt-spot/BTCUSDT-1m-2025-06-15.zip', 1_440, binance, false, ['column 5', 105425.92]],
  [
    'btcusdt-spot/btcusdt_1m_2024q1.klines.parquet',
    129_600,
    klines,
    true,
    ['open_time', 1704067200000],
  ],
  [
    'btcusdt-spot/btcusdt_1m_2023_2024.klines.parquet',
    1_052_560,
    klines,
    true,
    ['close_time', 1672531259999],
  ],
  [
    'btcusdt-spot/btcusdt_1m_2024q1.seed.parquet',
    129_600,
    [
      'timestamp:time',
      ...['mid', 'close', 'open', 'high', 'low', 'volume', 'ret_1', 'ret_5', 'roll_vol_20'],
      ...['roll_vol_60', 'dollar_vol', 'tb_ratio', 'label'],
    ].map((name) => (name.includes(':') ? name : `${name}:number`)),
    true,
    ['timestamp', 1704067200000],
  ],
  ...['BTC', 'ETH', 'SOL', 'BNB'].map(
    (coin) =>
      [
        `multi-asset/${coin}_USDT-1m.feather`,
        43_199,
        [...freqtrade, 'volume:number'],
        true,
        ['date', 1774267740000],
      ] as const,
  ),
  [
    'multi-asset/XRP_USDT-1m.feather',
    43_200,
    [...freqtrade, 'volume:number'],
    true,
    ['open', 1.4153],
  ],
  [
    'formats/freqtrade_UNITTEST_BTC-1m.feather',
    13_681,
    [...freqtrade, 'volume:number'],
    true,
    ['date', 1509836520000],
  ],
  [
    'formats/freqtrade_UNITTEST_BTC-1m.json',
    13_681,
    binance.slice(0, 6),
    false,
    ['column 1', 1509836520000],
  ],
  [
    'formats/btcusdt_1m_39d.polars-zstd-us.naive-utc+9.parquet',
    56_161,
    ['timestamp:time', 'symbol:text', ...prices],
    true,
    ['timestamp', 1780272000000],
  ],
  [
    'formats/btcusdt_1m_7d.timestamp-ms.snappy.parquet',
    10_080,
    [...prices, 'open_time:time'],
    true,
    ['open_time', 1781062020000],
  ],
  [
    'formats/cryptodatadownload_BTCUSDT_1h.urlline.csv',
    2_999,
    [
      'unix:number',
      'date:text',
      'symbol:text',
      ...prices.slice(0, 4),
      'Volume BTC:number',
      'Volume USDT:number',
      'tradecount:number',
    ],
    true,
    ['Volume BTC', 293.665958],
  ],
  [
    'formats/kaggle_coin_Bitcoin_1d.csv',
    2_991,
    [
      'SNo:number',
      'Name:text',
      'Symbol:text',
      'Date:text',
      'High:number',
      'Low:number',
      'Open:number',
      'Close:number',
      'Volume:number',
      'Marketcap:number',
    ],
    true,
    ['High', 147.4880066],
  ],
  [
    'formats/tradingview_BTCUSDT_1m.unix-novolume.csv',
    2_697,
    ['time:number', ...prices.slice(0, 4)],
    true,
    ['time', 1719247980],
  ],
  [
    'formats/tradingview_BTCUSDT_60m.nan-columns.csv',
    1_907,
    [
      'time:text',
      ...prices.slice(0, 4),
      'CVD (Ouverture):number',
      'CVD (Haut:number',
      'CVD (Bas):number',
      'CVD (Fermer):number',
    ],
    true,
    ['CVD (Bas)', NaN],
  ],
  [
    'formats/yfinance_BTC-USD_1d.multiheader.csv',
    1_827,
    ['Date:text', 'Close:number', 'High:number', 'Low:number', 'Open:number', 'Volume:number'],
    true,
    ['Close', 34662.4375],
  ],
  ['binance-api/rest_klines_BTCUSDT_1m.json', 1_000, binance, false, ['column 2', 56714]],
  [
    'binance-api/ws_BINANCE_1m.klines.jsonl',
    2,
    ['stream:text', 'e:text', 'E:number', 'data.s:text', ...klineFields('data.k.s')],
    true,
    ['t', 1633998480000],
  ],
  [
    'binance-api/ws_btcusdt_5m_barclose.jsonl',
    8,
    ['e:text', 'E:number', 's:text', ...klineFields('k.s')],
    true,
    ['E', 1624298099441],
  ],
];

describe.skipIf(!hasRealData)(`real files open${skipNote}`, () => {
  it.each(files)('%s', async (path, rows, columns, hasHeader, [name, first]) => {
    const { tables, sha256 } = await openFile(readRealFile(path));
    expect(await sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(tables).toHaveLength(1);
    const [{ table }] = tables;
    expect(listKinds(table)).toEqual(columns);
    expect(table.hasHeader).toBe(hasHeader);
    expect(table.rowLimit).toBe(rows);
    expect(table.sample.length).toBeGreaterThanOrEqual(Math.min(rows, 250));
    const { values } = await readNamed(table, [name]);
    expect(values[0]).toHaveLength(rows);
    expect(values[0][0]).toBe(first);
  });
});
