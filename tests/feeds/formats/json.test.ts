import { describe, expect, it } from 'vitest';
import { importWith } from '../import-one';
import { makeFile } from '../make-files';
import { listKinds, openContent, readAll, readNamed, refusalOf } from './read-table';

const times = [1704067200000, 1704067260000];

async function open(value: unknown): ReturnType<typeof openContent> {
  return openContent('a.json', JSON.stringify(value));
}

describe('openJson reads', () => {
  it('rows of numbers, as freqtrade writes them', async () => {
    const table = await open([
      [times[0], 1.5, 2],
      [times[1], 2.5, 3],
    ]);
    expect(table).toMatchObject({ format: 'json', hasHeader: false, rowLimit: 2, notes: [] });
    expect(listKinds(table)).toEqual(['column 1:number', 'column 2:number', 'column 3:number']);
    expect(await readAll(table)).toEqual([times, [1.5, 2.5], [2, 3]]);
  });

  it('numbers in quotation marks, as Binance answers', async () => {
    const table = await open([
      [times[0], '56714.00000000', '0'],
      [times[1], '56642.50000000', null],
    ]);
    expect(await readAll(table)).toEqual([times, [56714, 56642.5], [0, NaN]]);
    expect(table.sample[0]).toEqual({ row: 1, cells: ['1704067200000', '56714.00000000', '0'] });
  });

  it('objects, whose keys may be absent from some', async () => {
    const table = await open([
      { t: '2024-01-01', close: 1 },
      { t: '2024-01-02', close: 2, x: 5 },
    ]);
    expect(listKinds(table)).toEqual(['t:text', 'close:number', 'x:number']);
    const read = await readNamed(table, ['close', 'x', 't'], (text) => Number(text.slice(-2)));
    expect(read.values.map((column) => [...column])).toEqual([
      [1, 2],
      [NaN, 5],
      [1, 2],
    ]);
    expect([read.rowOf(1), read.textOf(1, 2)]).toEqual([2, '2024-01-02']);
  });

  it.each([
    ['an object of lists', { time: times, close: [1, 2] }],
    ['lists beside a status', { s: 'ok', time: times, close: [1, 2] }],
    ['columns of pandas', { time: { 0: times[0], 1: times[1] }, close: { 0: 1, 1: 2 } }],
    ['rows of pandas', { 0: { time: times[0], close: 1 }, 1: { time: times[1], close: 2 } }],
    [
      'pandas, split',
      {
        columns: ['time', 'close'],
        index: [0, 1],
        data: [
          [times[0], 1],
          [times[1], 2],
        ],
      },
    ],
    [
      'pandas, as a table',
      {
        schema: { fields: [{ name: 'time' }] },
        data: times.map((time, i) => ({ time, close: i + 1 })),
      },
    ],
    ['rows under "data"', { code: '0', data: times.map((time, i) => ({ time, close: i + 1 })) }],
  ])('%s', async (_, value) => {
    const table = await open(value);
    expect(listKinds(table)).toEqual(['time:number', 'close:number']);
    expect(await readAll(table)).toEqual([times, [1, 2]]);
  });

  it('rows under "result" and "list"', async () => {
    const list = times.map((time, i) => [String(time), String(i + 1)]);
    const table = await open({ retCode: 0, result: { symbol: 'BTCUSDT', list }, time: 5 });
    expect((await readAll(table)).slice(0, 2)).toEqual([times, [1, 2]]);
    expect(table.sample[1].cells[table.symbolColumn ?? NaN]).toBe('BTCUSDT');
  });

  it.each([
    [
      'columns',
      {
        open: { '1704067200000': 1, '1704067260000': 2 },
        close: { '1704067200000': 3, '1704067260000': 4 },
      },
    ],
    ['rows', { '1704067200000': { open: 1, close: 3 }, '1704067260000': { open: 2, close: 4 } }],
  ])('the times that pandas uses as keys of %s', async (_, value) => {
    const table = await open(value);
    expect(listKinds(table)).toEqual(['index:number', 'open:number', 'close:number']);
    expect(await readAll(table)).toEqual([times, [1, 2], [3, 4]]);
  });

  it.each(['\n', '\r\n'])('one row a line, blank lines aside (%j)', async (newline) => {
    const text = ['{"t":1,"c":2}', '', '{"t":3,"c":4}', ''].join(newline);
    const table = await openContent('a.jsonl', text);
    const read = await readNamed(table, ['t', 'c']);
    expect(read.values.map((column) => [...column])).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(read.rowOf(1)).toBe(3);
  });

  it('lists and truth values as nothing that is a number', async () => {
    const table = await open([
      { flag: true, list: [1], x: 1 },
      { flag: false, list: [], x: 2 },
    ]);
    expect(listKinds(table)).toEqual(['flag:text', 'list:other', 'x:number']);
    const read = await readAll(table, () => NaN);
    expect(read[2]).toEqual([1, 2]);
    expect(read[1]).toEqual([NaN, NaN]);
  });

  it('records within records as columns of their own, with their path where two are called alike', async () => {
    const table = await open([
      { id: 1, quote: { USD: { close: 2, at: 5 }, EUR: { at: 6 } } },
      { id: 2, quote: { USD: { close: 3, at: 7 } } },
    ]);
    expect(listKinds(table).map((kind) => kind.split(':')[0])).toEqual([
      'id',
      'close',
      'quote.USD.at',
      'quote.EUR.at',
    ]);
    expect(await readAll(table)).toEqual([
      [1, 2],
      [2, 3],
      [5, 7],
      [6, NaN],
    ]);
  });

  it('numbers in units and billionths, digit by digit, and what MongoDB wraps', async () => {
    const table = await open([
      { o: { units: '9007199254740993', nano: 0 }, t: { $date: '2024-01-01' } },
      { o: { units: '-1', nano: -250000000 }, t: { $date: '2024-01-02' } },
      { o: { units: '0', nano: -5 }, t: { $date: '2024-01-03' } },
    ]);
    expect(table.sample.map(({ cells }) => cells)).toEqual([
      ['9007199254740993', '2024-01-01'],
      ['-1.25', '2024-01-02'],
      ['-0.000000005', '2024-01-03'],
    ]);
  });

  it('JSON after a byte order mark and white space', async () => {
    expect(await readAll(await openContent('a.json', '\ufeff \n[[1,2]]'))).toEqual([[1], [2]]);
  });
});

describe('JSON is refused', () => {
  it('when it is cut short', async () => {
    expect(await refusalOf('a.json', '[[1,2],[3,')).toMatch(
      /^a\.json is JSON that cannot be read \(.+\)\. It may be cut short or damaged/,
    );
  });

  it('when a line is cut short, naming it', async () => {
    expect(await refusalOf('a.jsonl', '{"t":1}\n{"t":')).toMatch(/^a\.jsonl, row 2: is no JSON/);
  });

  it.each([
    ['{"code":-1121,"msg":"Invalid symbol."}', 'Invalid symbol. (code -1121)'],
    ['{"code":"51001","data":[],"msg":"No such instrument"}', 'No such instrument (code 51001)'],
    ['{"retCode":10001,"retMsg":"Not supported","result":{}}', 'Not supported (code 10001)'],
    ['{"error":["EQuery:Unknown asset pair"]}', 'EQuery:Unknown asset pair'],
    ['{"error":{"code":-32602,"message":"Invalid params"}}', 'Invalid params'],
    ['{"message":"NotFound"}', 'NotFound'],
    ['{"label":"INVALID_PARAM","message":"wrong"}', 'wrong (code INVALID_PARAM)'],
    ['{"status":"error","err-code":"bad","err-msg":"invalid symbol"}', 'invalid symbol (code bad)'],
    ['["error",10020,"symbol: invalid"]', 'symbol: invalid (code 10020)'],
    ['{"Note":"5 calls a minute"}', '5 calls a minute'],
  ])('that is an error answer, telling it: %s', async (text, told) => {
    expect(await refusalOf('a.json', text)).toBe(
      `a.json is the error answer of a server, not data: "${told}". ` +
        'Correct the request and download it again.',
    );
  });

  it('without a table', async () => {
    expect(await refusalOf('a.json', '[1,2,3]')).toMatch(/^a\.json is JSON without a table/);
  });

  it('when rows differ in length, naming the row', async () => {
    expect(await refusalOf('a.json', '[[1,2],[3]]')).toBe(
      'a.json, row 2: has 1 values, expected 2. Correct or remove that row.',
    );
  });
});

describe('openJson finds beside the rows', () => {
  const rows = times.map((t, i) => ({ t, o: i + 1, h: i + 1, l: i + 1, c: i + 1 }));
  const cells = rows.map(({ t, o, h, l, c }) => [t, o, h, l, c]);
  const symbolsOf = (table: Awaited<ReturnType<typeof open>>) =>
    table.symbolColumn === undefined
      ? undefined
      : table.sample.map((row) => row.cells[table.symbolColumn ?? NaN]);

  it.each([
    ['Alpaca', { bars: { 'BTC/USD': rows, 'ETH/USD': rows } }, ['BTC/USD', 'ETH/USD']],
    ['Alpaca, one', { bars: rows, symbol: 'AAPL', next_page_token: null }, ['AAPL']],
    ['Kraken', { error: [], result: { XXBTZUSD: cells, last: 5 } }, ['XXBTZUSD']],
    ['HTX', { ch: 'market.btcusdt.kline.1min', status: 'ok', data: rows }, ['btcusdt']],
    ['Polygon', { ticker: 'X:BTCUSD', resultsCount: 2, results: rows }, ['X:BTCUSD']],
    ['Bybit', { retCode: 0, result: { symbol: 'BTCUSDT', list: cells } }, ['BTCUSDT']],
    ['Bitstamp', { data: { pair: 'BTC/USD', ohlc: rows } }, ['BTC/USD']],
    ['Twelve Data', { meta: { symbol: 'AAPL' }, values: rows, status: 'ok' }, ['AAPL']],
    [
      'Twelve Data, several',
      { AAPL: { meta: { symbol: 'AAPL' }, values: rows }, MSFT: { values: rows } },
      ['AAPL', 'MSFT'],
    ],
    [
      'Tiingo',
      [
        { ticker: 'btcusd', baseCurrency: 'btc', quoteCurrency: 'usd', priceData: rows },
        { ticker: 'ethusd', baseCurrency: 'eth', quoteCurrency: 'usd', priceData: rows },
      ],
      ['btcusd', 'ethusd'],
    ],
    ['one list a market', { BTCUSDT: cells, ETHUSDT: cells }, ['BTCUSDT', 'ETHUSDT']],
    ['KuCoin', { code: '200000', data: cells }, undefined],
    ['a plain list', rows, undefined],
  ])('the markets that %s states', async (_, value, symbols) => {
    const table = await open(value);
    expect(symbolsOf(table)).toEqual(symbols?.flatMap((symbol) => [symbol, symbol]));
  });

  it('names, symbol and zone of Alpha Vantage', async () => {
    const table = await open({
      'Meta Data': { '2. Symbol': 'MSFT', '6. Time Zone': 'US/Eastern' },
      'Time Series (1min)': {
        '2017-12-18 14:56:00': { '1. open': '86.4900', '4. close': '86.5000' },
        '2017-12-18 14:55:00': { '1. open': '86.4800', '4. close': '86.4900' },
      },
    });
    expect(table.columns.map(({ name }) => name)).toEqual([
      'index',
      '1. open',
      '4. close',
      'symbol',
    ]);
    expect(table).toMatchObject({ zone: 'US/Eastern', symbolColumn: 3 });
  });

  it("the lists of Yahoo's chart, with days as the exchange's dates", async () => {
    const chart = (dataGranularity: string) => ({
      chart: {
        result: [
          {
            meta: { symbol: 'AAPL', exchangeTimezoneName: 'America/New_York', dataGranularity },
            timestamp: [1704205800, 1721050200],
            indicators: {
              quote: [{ open: [1, null], close: [2, 3] }],
              adjclose: [{ adjclose: [2, 3] }],
            },
          },
        ],
        error: null,
      },
    });
    const days = await open(chart('1d'));
    expect(days.sample.map((row) => row.cells)).toEqual([
      ['2024-01-02', '1', '2', 'AAPL'],
      ['2024-07-15', '', '3', 'AAPL'],
    ]);
    const minutes = await open(chart('1m'));
    expect(minutes.columns[0]).toMatchObject({ name: 'timestamp', kind: 'number' });
  });

  it('further tables, which it leaves aside and names', async () => {
    const table = await open({ prices: times.map((time) => [time, 1]), ohlc: cells });
    expect(table.columns).toHaveLength(5);
    expect(table.notes).toEqual(['further tables were left aside: prices (2 rows)']);
  });
});

describe('JSON of several tables', () => {
  const bar = (at: number) => ({
    ...{ t: 1_704_067_200_000 + at * 60_000, o: 100.5 + at, h: 103.5 + at },
    ...{ l: 99.5 + at, c: 101.5 + at, v: 7 },
  });
  const bars = Array.from({ length: 30 }, (_, at) => bar(at));
  const dear = bars.map(({ t, o, h, l, c, v }) => ({
    c: c + 90,
    h: h + 90,
    l: l + 90,
    v,
    o: o + 90,
    t,
  }));
  const fiveMinutes = bars.map((each, at) => ({ ...each, t: 1_704_067_200_000 + at * 300_000 }));

  async function read(value: unknown): Promise<readonly string[]> {
    const result = await importWith([makeFile('BTCUSDT.json', JSON.stringify(value))]);
    if (result.kind !== 'bars') throw new Error(JSON.stringify(result));
    return result.imports.map(
      ({ symbol, market, bars: { openTime, intervalMs, close } }) =>
        `${symbol} ${market?.contract ?? market?.side ?? ''} ${intervalMs / 60_000} ${openTime.length} ${close[0]}`,
    );
  }

  it.each<[string, unknown, readonly string[]]>([
    [
      'keys in another order',
      { 'BTC/USD': bars, 'ETH/USD': dear },
      ['BTCUSD  1 30 101.5', 'ETHUSD  1 30 191.5'],
    ],
    [
      'a key that some lack',
      { 'BTC/USD': bars.map((each) => ({ n: 3, ...each })), 'ETH/USD': dear },
      ['BTCUSD  1 30 101.5', 'ETHUSD  1 30 191.5'],
    ],
    ['pages', { page1: bars.slice(0, 10), page2: bars.slice(10) }, ['BTCUSDT  1 30 101.5']],
    [
      'intervals',
      { '1m': bars, '5m': fiveMinutes },
      ['BTCUSDT  1 30 101.5', 'BTCUSDT  5 30 101.5'],
    ],
    [
      'kinds',
      { spot: bars, perp: dear },
      ['BTCUSDT spot 1 30 101.5', 'BTCUSDT futures 1 30 191.5'],
    ],
    ['sides', { bid: bars, ask: dear }, ['BTCUSDT bid 1 30 101.5', 'BTCUSDT ask 1 30 191.5']],
  ])('tells tables apart by %s', async (_, value, expected) => {
    expect(await read(value)).toEqual(expected);
  });
});
