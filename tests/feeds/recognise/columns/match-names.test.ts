import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isNameless,
  matchNames,
  readMarket,
} from '../../../../src/feeds/recognise/columns/match-names';

/** The twelve columns of Binance's archives, which spot files do not name. */
const binanceColumns = [
  'open_time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close_time',
  'quote_volume',
  'count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
  'ignore',
] as const;

/** Columns by the names that they were found under; the time is the first of its candidates. */
function match(names: readonly string[], symbol = ''): Record<string, string> {
  const { columns, times } = matchNames(names, symbol);
  const found = Object.entries(columns).map(([column, position]) => [column, names[position]]);
  const time = times.length > 0 ? { openTime: names[times[0].position] } : {};
  return { ...Object.fromEntries(found), ...time } as Record<string, string>;
}

const prices = { open: 'open', high: 'high', low: 'low', close: 'close' };

describe('matchNames', () => {
  it('knows the twelve columns of a Binance archive', () => {
    expect(match(binanceColumns)).toEqual({
      ...prices,
      openTime: 'open_time',
      volume: 'volume',
      quoteVolume: 'quote_volume',
      tradeCount: 'count',
      takerBuyBase: 'taker_buy_volume',
      takerBuyQuote: 'taker_buy_quote_volume',
    });
    expect(matchNames(binanceColumns, '').others).toEqual([]);
  });

  it.each([
    ['Open Time', 'openTime'],
    ['TIMESTAMP', 'openTime'],
    ['Date', 'openTime'],
    ['Date Time', 'openTime'],
    ['timestamp_ms', 'openTime'],
    ['Unix Timestamp (s)', 'openTime'],
    ['time_period_start', 'openTime'],
    ['Date (UTC)', 'openTime'],
    ['Gmt time', 'openTime'],
    ['<DATE>', 'openTime'],
    ['__index_level_0__', 'openTime'],
    ['Zeit', 'openTime'],
    ['Fecha', 'openTime'],
    ['<OPEN>', 'open'],
    ['Eröffnung', 'open'],
    ['Apertura', 'open'],
    ['HighPrice', 'high'],
    ['Haut', 'high'],
    ['close_usd', 'close'],
    ['Close (USD)', 'close'],
    ['Last Price', 'close'],
    ['Adj Close', 'close'],
    ['Schluß', 'close'],
    ['Volume BTC', 'volume'],
    ['Base Volume', 'volume'],
    ['Vol.', 'volume'],
    ['Volume USDT', 'quoteVolume'],
    ['Volume (USDT)', 'quoteVolume'],
    ['Volume_(Currency)', 'quoteVolume'],
    ['volumeUSD', 'quoteVolume'],
    ['turnover', 'quoteVolume'],
    ['Quote asset volume', 'quoteVolume'],
    ['number_of_trades', 'tradeCount'],
    ['n_trades', 'tradeCount'],
    ['Taker buy base asset volume', 'takerBuyBase'],
    ['taker_base', 'takerBuyBase'],
    ['taker_buy_quote_asset_volume', 'takerBuyQuote'],
  ])('takes "%s" for %s', (name, column) => {
    expect(match([name])).toEqual({ [column]: name });
  });

  it.each([
    'Open Interest',
    'openinterest',
    'prev close',
    'Volume MA',
    'timeHigh',
    'high_low_range',
    'vwap',
    'mid',
  ])('takes "%s" for no column of bars', (name) => {
    expect(matchNames([name], '').columns).toEqual({});
  });

  it('takes the more specific of two names', () => {
    expect(match(['date', 'unix']).openTime).toBe('unix');
    expect(match(['close_time', 'open_time']).openTime).toBe('open_time');
    expect(match(['time_kst', 'time_utc']).openTime).toBe('time_utc');
    expect(match(['Adj Close', 'Close']).close).toBe('Close');
    expect(match(['last', 'close']).close).toBe('close');
    expect(match(['base_volume', 'volume']).volume).toBe('base_volume');
  });

  it('reads the letters of kline messages by their case', () => {
    expect(match(['t', 'T', 's', 'i', 'o', 'c', 'h', 'l', 'v', 'n', 'x', 'q', 'V', 'Q'])).toEqual({
      openTime: 't',
      open: 'o',
      close: 'c',
      high: 'h',
      low: 'l',
      volume: 'v',
      tradeCount: 'n',
      quoteVolume: 'q',
      takerBuyBase: 'V',
      takerBuyQuote: 'Q',
    });
    expect(match(['T', 'O', 'H', 'L', 'C', 'V'])).toEqual({
      openTime: 'T',
      open: 'O',
      high: 'H',
      low: 'L',
      close: 'C',
      volume: 'V',
    });
  });

  it('tells base from quote by the symbol', () => {
    const names = ['Volume BTC', 'Volume ETH'];
    expect(match(names, 'ETHBTC')).toEqual({ volume: 'Volume ETH', quoteVolume: 'Volume BTC' });
    expect(match(names)).toEqual({ volume: 'Volume BTC', quoteVolume: 'Volume ETH' });
    expect(match(['Volume XVG'], 'XVGUSDT')).toEqual({ volume: 'Volume XVG' });
    expect(match(['Volume USDC', 'Volume USDT'])).toEqual({
      volume: 'Volume USDC',
      quoteVolume: 'Volume USDT',
    });
  });

  it.each([
    (field: string) => `('${field}', 'BTC-USD')`,
    (field: string) => `${field}|BTC-USD`,
    (field: string) => `${field} BTC-USD`,
    (field: string) => `BTC-USD_${field}`,
    (field: string) => `AAPL ${field}`,
    (field: string) => `('AAPL', '${field}')`,
  ])('reads names that carry a market (%#)', (join) => {
    const names = ['Open', 'High', 'Low', 'Close', 'Volume'].map(join);
    const [open, high, low, close, volume] = names;
    expect(match(names)).toEqual({ open, high, low, close, volume });
  });

  it('keeps the columns of several markets apart', () => {
    const of = (market: string) =>
      ['Open', 'High', 'Low', 'Close', 'Volume'].map((field) => `${field} ${market}`);
    const { columns, markets } = matchNames([...of('ETH-USD'), ...of('BTC-USD')], '');
    expect(columns).toEqual({ open: 0, high: 1, low: 2, close: 3, volume: 4 });
    expect(markets).toEqual(['ETH-USD', 'BTC-USD']);
  });

  it.each([
    [
      'CoinAPI',
      'time_open time_period_start time_close price_open price_high price_low price_close volume_traded trades_count',
      'time_period_start price_open price_high price_low price_close volume_traded trades_count',
    ],
    [
      'Upbit',
      'market candle_date_time_kst candle_date_time_utc opening_price high_price low_price trade_price timestamp candle_acc_trade_price candle_acc_trade_volume',
      'candle_date_time_utc opening_price high_price low_price trade_price candle_acc_trade_volume candle_acc_trade_price',
    ],
    [
      'OKX',
      'ts open high low close vol volCcy volCcyQuote confirm',
      'ts open high low close vol volCcyQuote',
    ],
    [
      'Bybit',
      'startTime openPrice highPrice lowPrice closePrice volume turnover',
      'startTime openPrice highPrice lowPrice closePrice volume turnover',
    ],
    [
      'CoinMarketCap',
      'timeOpen timeClose timeHigh timeLow name open high low close volume marketCap timestamp',
      'timeOpen open high low close volume',
    ],
    [
      'CryptoCompare',
      'time high low open volumefrom volumeto close',
      'time open high low close volumefrom volumeto',
    ],
    [
      'Kaggle (Bitstamp)',
      'Timestamp Open High Low Close Volume_(BTC) Volume_(Currency) Weighted_Price',
      'Timestamp Open High Low Close Volume_(BTC) Volume_(Currency)',
    ],
    ['Investing.com', 'Date Price Open High Low Vol. Change', 'Date Open High Low Price Vol.'],
    ['Nasdaq', 'Date Close/Last Volume Open High Low', 'Date Open High Low Close/Last Volume'],
    [
      'Stooq',
      '<TICKER> <PER> <DATE> <OPEN> <HIGH> <LOW> <CLOSE> <VOL> <OPENINT>',
      '<DATE> <OPEN> <HIGH> <LOW> <CLOSE> <VOL>',
    ],
    [
      'Alpha Vantage',
      'timestamp 1.open 2.high 3.low 4.close 5.volume',
      'timestamp 1.open 2.high 3.low 4.close 5.volume',
    ],
    ['Polygon', 'v vw o c h l t n', 't o h l c v n'],
    ['FXCM', 'date bidopen bidclose bidhigh bidlow', 'date bidopen bidhigh bidlow bidclose'],
    [
      'TradingView in German',
      'Zeit Eröffnung Hoch Tief Schluss Volumen',
      'Zeit Eröffnung Hoch Tief Schluss Volumen',
    ],
    ['Japanese', '日付 始値 高値 安値 終値 出来高', '日付 始値 高値 安値 終値 出来高'],
  ])('knows the names of %s', (_, header, expected) => {
    const { openTime, open, high, low, close, volume, ...more } = match(header.split(' '));
    expect(
      [openTime, open, high, low, close, volume, ...Object.values(more)].filter(Boolean),
    ).toEqual(expected.split(' '));
  });

  it('leaves labels, indices and times out of the extras', () => {
    const names = ['label', 'target_10', 'future_return', 'Unnamed: 0', 'SNo', '', 'ignore'];
    const { labels, others } = matchNames([...names, 'close_time', 'rsi', 'book_imbalance'], '');
    expect(labels).toEqual([0, 1, 2]);
    expect(others).toEqual([8, 9]);
  });

  it('gives the same answer for any order and spelling of the names', () => {
    const spelling = fc.constantFrom<(name: string) => string>(
      (name) => name,
      (name) => name.toUpperCase(),
      (name) => name.replaceAll('_', ' '),
      (name) => name.replaceAll('_', '-'),
      (name) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      (name) => ` "${name}" `,
    );
    const order = fc.shuffledSubarray([...binanceColumns.keys()], { minLength: 12 });
    const expected = match(binanceColumns);
    fc.assert(
      fc.property(order, fc.array(spelling, { minLength: 12, maxLength: 12 }), (at, spellings) => {
        const plain = at.map((position) => binanceColumns[position]);
        const names = plain.map((name, index) => spellings[index](name));
        const found = Object.entries(match(names)).map(([column, name]) => [
          column,
          plain[names.indexOf(name)],
        ]);
        expect(Object.fromEntries(found)).toEqual(expected);
      }),
    );
  });
});

describe('isNameless', () => {
  it.each(['', '0', '11', 'Unnamed: 0', 'column 3', 'column_3', 'index', 'f0', '_c1'])(
    'holds of "%s"',
    (name) => {
      expect(isNameless(name)).toBe(true);
    },
  );

  it.each(['a', 'close', 'timestamp'])('does not hold of "%s"', (name) => {
    expect(isNameless(name)).toBe(false);
  });
});

describe('readMarket', () => {
  it.each([
    ["('Close', 'BTC-USD')", 'BTC-USD'],
    ['Close|eth-usd', 'ETH-USD'],
    ['Close BTC-USD', 'BTC-USD'],
    ['close', ''],
    ['Close (USD)', ''],
  ])('finds in %s "%s"', (name, market) => {
    expect(readMarket(name)).toBe(market);
  });
});
