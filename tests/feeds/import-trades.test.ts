import { describe, expect, test } from 'vitest';
import { countBars } from '../../src/core/bars/bars';
import type { ImportDecisions, MakeBarsQuestion } from '../../src/core/import';
import { importWith } from './import-one';
import { makeColumns, makeCsv, makeFile, startMs } from './make-files';

const minute = 60_000;

/** A trade each 7 seconds for ten minutes; those of an even number were bought by takers. */
const trades = Array.from({ length: 86 }, (_, index) => ({
  id: 5000 + index,
  ms: startMs + index * 7000 + (index % 3) * 11,
  price: 100 + ((index * 7) % 13),
  amount: 1 + (index % 4),
  isBuy: index % 2 === 0,
}));
type Trade = (typeof trades)[number];

const iso = ({ ms }: Trade) => new Date(ms).toISOString();

function csv(header: string, write: (trade: Trade) => readonly (string | number)[], of = trades) {
  const lines = of.map((trade) => write(trade).join(','));
  return (header === '' ? lines : [header, ...lines]).join('\n') + '\n';
}

/** The question that files lead to; throws where it is another. */
async function questionOf(...files: readonly File[]): Promise<MakeBarsQuestion> {
  const result = await importWith(files);
  if (result.kind === 'question' && result.question.kind === 'make-bars') return result.question;
  throw new Error(JSON.stringify(result).slice(0, 500));
}

/** The one dataset that files become with an answer; throws with what was said instead. */
async function makeOf(files: readonly File[], decisions: Partial<ImportDecisions> = {}) {
  const result = await importWith(files, { barIntervalMs: minute, ...decisions });
  if (result.kind === 'bars' && result.imports.length === 1) return result.imports[0];
  throw new Error(JSON.stringify(result).slice(0, 500));
}

/** Bars of the trades, counted without the program's code. */
const closes = Array.from({ length: 10 }, (_, at) => {
  const own = trades.filter(({ ms }) => Math.floor((ms - startMs) / minute) === at);
  return own[own.length - 1].price;
});
const volume = trades.reduce((sum, { amount }) => sum + amount, 0);
const bought = trades.reduce((sum, { amount, isBuy }) => sum + (isBuy ? amount : 0), 0);

const sum = (values: ArrayLike<number> = []) => Array.from(values).reduce((a, b) => a + b, 0);
const yesNo = (is: boolean) => (is ? 'true' : 'false');

interface Shape {
  readonly name: string;
  readonly text: string;
  /** What its rows do not tell. */
  readonly hasNoSide?: boolean;
  readonly symbol?: string;
}

const shapes: readonly Shape[] = [
  {
    name: 'ETHUSDT-trades-2024-01-01.csv',
    text: csv('', ({ id, price, amount, ms, isBuy }) => [
      id,
      price,
      amount,
      price * amount,
      ms,
      yesNo(!isBuy),
      'true',
    ]),
  },
  {
    name: 'ETHUSDT-trades-2024-01-02.csv',
    text: csv('id,price,qty,quote_qty,time,is_buyer_maker', ({ id, price, amount, ms, isBuy }) => [
      id,
      price,
      amount,
      price * amount,
      ms,
      yesNo(!isBuy),
    ]),
  },
  {
    name: 'ETHUSDT-aggTrades-2024-01-01.csv',
    text: csv('', ({ id, price, amount, ms, isBuy }) => [
      id,
      price,
      amount,
      id,
      id,
      ms * 1000,
      isBuy ? 'False' : 'True',
      'True',
    ]),
  },
  {
    name: 'ETHUSDT-aggTrades-2024-01-03.csv',
    text: csv(
      'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker',
      ({ id, price, amount, ms, isBuy }) => [id, price, amount, id, id, ms, yesNo(!isBuy)],
    ),
  },
  {
    name: 'ETHUSDT-rest.json',
    text: JSON.stringify(
      trades.map(({ id, price, amount, ms, isBuy }) => ({
        ...{ a: id, p: String(price), q: String(amount), f: id, l: id, T: ms, m: !isBuy, M: true },
      })),
    ),
  },
  {
    name: 'ETHUSD.csv',
    text: csv('', ({ ms, price, amount }) => [ms / 1000, price, amount]),
    hasNoSide: true,
    symbol: 'ETHUSD',
  },
  {
    name: 'bitstamp_ETHUSD.csv',
    text: csv('timestamp,price,amount,side', (trade) => [
      iso(trade),
      trade.price,
      trade.amount,
      trade.isBuy ? 'buy' : 'sell',
    ]),
    symbol: 'ETHUSD',
  },
  {
    name: 'tardis.csv',
    text: csv('exchange,symbol,timestamp,local_timestamp,id,side,price,amount', (trade) => {
      const { id, ms, price, amount, isBuy } = trade;
      return [
        'binance',
        'ETHUSDT',
        ms * 1000,
        ms * 1000 + 900,
        id,
        isBuy ? 'buy' : 'sell',
        price,
        amount,
      ];
    }),
  },
  {
    name: 'bybit-ETHUSDT2024-01-01.csv',
    text: csv(
      'timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional',
      ({ id, ms, price, amount, isBuy }) => [
        ms / 1000,
        'ETHUSDT',
        isBuy ? 'Buy' : 'Sell',
        amount,
        price,
        id % 2 ? 'PlusTick' : 'MinusTick',
        `x-${id}`,
        1e8 * price * amount,
        amount,
        price * amount,
      ],
    ),
  },
  {
    name: '20240101.csv',
    text: csv(
      'timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional',
      (trade) => {
        const { id, price, amount, isBuy } = trade;
        const time = iso(trade).replace('T', 'D').replace('Z', '000000');
        const value = price * amount;
        return [
          time,
          'XBTUSD',
          isBuy ? 'Buy' : 'Sell',
          value,
          price,
          'ZeroPlusTick',
          `x-${id}`,
          1e8 * amount,
          amount,
          value,
        ];
      },
    ),
    symbol: 'XBTUSD',
  },
  {
    name: 'coinbase.csv',
    text: csv('trade_id,side,size,price,time,product_id', (trade) => [
      trade.id,
      trade.isBuy ? 'sell' : 'buy',
      trade.amount,
      trade.price,
      iso(trade),
      'ETH-USD',
    ]),
    hasNoSide: true,
    symbol: 'ETHUSD',
  },
  {
    name: 'tETHUSD-bitfinex.csv',
    text: csv('id,mts,amount,price,symbol', ({ id, ms, price, amount, isBuy }) => [
      id,
      ms,
      isBuy ? amount : -amount,
      price,
      'ETHUSD',
    ]),
    symbol: 'ETHUSD',
  },
];

describe('tables of single trades', () => {
  test.each(shapes)('$name leads to the question, then to bars', async (shape) => {
    const file = makeFile(shape.name, shape.text);
    expect(await questionOf(file)).toMatchObject({ trades: 86, intervalsMs: [60_000, 300_000] });
    const { bars, symbol } = await makeOf([file]);
    expect(bars.openTime).toEqual(Float64Array.from(closes, (_, at) => startMs + at * minute));
    expect([...bars.close]).toEqual(closes);
    expect(sum(bars.volume)).toBeCloseTo(volume, 9);
    expect(sum(bars.tradeCount)).toBe(86);
    expect(sum(bars.quoteVolume)).toBeCloseTo(sum(trades.map((t) => t.price * t.amount)), 6);
    if (shape.hasNoSide === true) expect(bars.takerBuyBase).toBeUndefined();
    else expect(sum(bars.takerBuyBase)).toBeCloseTo(bought, 9);
    expect(symbol).toBe(shape.symbol ?? 'ETHUSDT');
  });

  test('a layout without a header is a guess that the question states', async () => {
    const file = makeFile('ETHUSD.csv', shapes[5].text);
    expect((await questionOf(file)).doubts[0]).toContain('No header names the columns');
  });

  test('an order of dates that nothing decides is stated with the one that is taken', async () => {
    const text = csv('Date,Price,Volume', (trade) => [
      `02/01/2024 ${iso(trade).slice(11, 19)}`,
      trade.price,
      trade.amount,
    ]);
    const { doubts, from } = await questionOf(makeFile('ETHUSD-trades.csv', text));
    expect(from).toBe(Date.UTC(2024, 0, 2));
    expect(doubts).toEqual([
      'Dates such as "02/01/2024 00:00:00" in column "Date" can be day/month or month/day, and ' +
        'nothing in the file decides it. Here dates are day/month/year.',
    ]);
  });

  test('days become one dataset, and a question counts them together', async () => {
    const write = ({ id, price, amount, ms, isBuy }: Trade) => [
      id,
      price,
      amount,
      price * amount,
      ms,
      yesNo(!isBuy),
      'true',
    ];
    const day = 86_400_000;
    const next = trades.map((trade) => ({ ...trade, ms: trade.ms + day, id: trade.id + 1000 }));
    const files = [
      makeFile('ETHUSDT-trades-2024-01-01.csv', csv('', write)),
      makeFile('ETHUSDT-trades-2024-01-02.csv', csv('', write, next)),
    ];
    expect(await questionOf(...files)).toMatchObject({
      files: 2,
      trades: 172,
      from: startMs,
      to: next[85].ms,
    });
    const { bars, sources } = await makeOf(files);
    expect(countBars(bars)).toBe(20);
    expect(sources[0].notes).toContain('bars of 1m were made of 86 trades');
  });

  test('beside bars they are set aside, and the bars are imported', async () => {
    const result = await importWith([
      makeFile('ETHUSDT-trades-2024-01-01.csv', shapes[0].text),
      makeFile('ETHUSDT-1m.csv', makeCsv(makeColumns(100))),
    ]);
    expect(result).toMatchObject({
      kind: 'bars',
      files: [
        { kind: 'set-aside', detail: expect.stringContaining('by themselves') as string },
        { kind: 'read' },
      ],
    });
  });

  test('trades that are there again count once, and rows out of order are put in it', async () => {
    const text = csv(
      'id,price,qty,time',
      ({ id, price, amount, ms }) => [id, price, amount, ms],
      [...trades, ...trades.slice(0, 3)].reverse(),
    );
    const { bars, sources } = await makeOf([makeFile('ETHUSDT-trades.csv', text)]);
    expect([...bars.close]).toEqual(closes);
    expect(sum(bars.volume)).toBe(volume);
    expect(sources[0].notes).toEqual(
      expect.arrayContaining([
        '3 trades were there again, with the same id and values: each is counted once',
        'trades were not in the order of time: they were put in it',
      ]),
    );
    expect(sources[0].notes?.join()).toContain(
      'the first, of 2024-01-01T00:00:00Z, and the last, of',
    );
  });

  test('rows that are no trades are asked about', async () => {
    const text = csv('id,price,qty,time', ({ id, price, amount, ms }) => [
      id,
      id === 5007 ? 0 : price,
      amount,
      ms,
    ]);
    const file = makeFile('ETHUSDT-trades.csv', text);
    expect(await importWith([file], { barIntervalMs: minute })).toMatchObject({
      kind: 'question',
      question: {
        kind: 'bad-rows',
        rows: 86,
        badRows: 1,
        repairs: [{ kind: 'leave-out', rows: 1, gives: { bars: 10, missingBars: 0 } }],
      },
    });
    const { quality } = await makeOf([file], { badRows: 'leave-out' });
    expect(quality.findings).toContainEqual(
      expect.objectContaining({ check: 'not-a-number', handling: 'left-out', count: 1 }),
    );
  });

  test('amounts that count contracts are not taken for coins', async () => {
    const text = csv('instrument_name,trade_id,side,price,size,created_time', (trade) => [
      'ETH-USDT-SWAP',
      trade.id,
      trade.isBuy ? 'buy' : 'sell',
      trade.price,
      trade.amount,
      trade.ms,
    ]);
    const { hasVolume, sources } = await makeOf([makeFile('ETH-USDT-SWAP-trades.csv', text)]);
    expect(hasVolume).toBe(false);
    expect(sources[0].notes).toContain(
      'column "size" is not used, since it may count contracts: the volume is 0 in every bar',
    );
  });

  test.each([
    [
      'prices of days',
      'date,price,volume',
      (index: number) => [
        new Date(startMs + index * 86_400_000).toISOString().slice(0, 10),
        100 + (index % 7),
        5,
      ],
    ],
    [
      'best bids and asks',
      'timestamp,bid_price,bid_size,ask_price,ask_size',
      (index: number) => [startMs + index * 777 + (index % 5), 99, 1, 101, 1],
    ],
    [
      'prices of hours of two markets',
      'time,symbol,price,volume',
      (index: number) => {
        const ms = startMs + (index >> 1) * 3_600_000;
        return [new Date(ms).toISOString(), index % 2 ? 'ETHUSD' : 'BTCUSD', 100 + (index % 7), 5];
      },
    ],
  ] as const)('%s are no trades', async (_, header, write) => {
    const lines = Array.from({ length: 200 }, (_, index) => write(index).join(','));
    const result = await importWith([makeFile('ETHUSDT.csv', [header, ...lines].join('\n'))]);
    expect(result.kind).toBe('refused');
  });

  test('trades of a few seconds are refused as such', async () => {
    const text = csv(
      'id,price,qty,time',
      ({ id, price, amount, ms }) => [id, price, amount, ms],
      trades.slice(0, 5),
    );
    expect(await importWith([makeFile('ETHUSDT-trades.csv', text)])).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('single trades of less than two minutes') as string,
    });
  });
});
