import { describe, expect, it } from 'vitest';
import { importWith } from '../import-one';
import { casesNote, hasCases, readCase, readCaseText } from './case-files';

const path = 'notbars/BTCUSDT-aggTrades-2025-06-01.csv';
const minute = 60_000;

/** Minutes of the archive, by nothing but the lines of its text. */
function countByHand() {
  const lines = readCaseText(path).trim().split('\n');
  const trades = lines.map((line) => {
    const [, price, amount, first, last, micros, isBuyerMaker] = line.trim().split(',');
    const minuteOf = Math.floor(Number(micros) / 60e6);
    const count = Number(last) - Number(first) + 1;
    return { minuteOf, price: Number(price), amount: Number(amount), count, isBuyerMaker };
  });
  const minutes = [...new Set(trades.map(({ minuteOf }) => minuteOf))];
  return minutes.map((each) => {
    const own = trades.filter(({ minuteOf }) => minuteOf === each);
    const prices = own.map(({ price }) => price);
    const sum = (of: typeof own) => of.reduce((total, { amount }) => total + amount, 0);
    return {
      openTime: each * minute,
      open: prices[0],
      high: Math.max(...prices),
      low: Math.min(...prices),
      close: prices[prices.length - 1],
      volume: sum(own),
      bought: sum(own.filter(({ isBuyerMaker }) => isBuyerMaker === 'False')),
      count: own.reduce((total, { count }) => total + count, 0),
    };
  });
}

describe.skipIf(!hasCases)(`files of single trades${casesNote}`, () => {
  it('aggTrades of Binance lead to the question which bars to make', async () => {
    expect(await importWith([readCase(path)])).toEqual({
      kind: 'question',
      question: {
        kind: 'make-bars',
        file: 'BTCUSDT-aggTrades-2025-06-01.csv',
        files: 1,
        trades: 400,
        from: 1_748_736_000_551,
        to: 1_748_736_189_262,
        intervalsMs: [minute],
        doubts: [],
      },
    });
  });

  it('the bars are those of the trades in each minute, and their notes say of what they were made', async () => {
    const result = await importWith([readCase(path)], { barIntervalMs: minute });
    if (result.kind !== 'bars') throw new Error(JSON.stringify(result));
    const [{ bars, symbol, sources }] = result.imports;
    const expected = countByHand();
    expect(symbol).toBe('BTCUSDT');
    for (const column of ['openTime', 'open', 'high', 'low', 'close'] as const) {
      expect([...bars[column]]).toEqual(expected.map((bar) => bar[column]));
    }
    expected.forEach(({ volume, bought, count }, at) => {
      expect(bars.volume[at]).toBeCloseTo(volume, 8);
      expect(bars.takerBuyBase?.[at]).toBeCloseTo(bought, 8);
      expect(bars.tradeCount?.[at]).toBe(count);
    });
    const notes = [
      'bars of 1m were made of 400 rows, each of one or more of 800 trades',
      'the last, of 2025-06-01T00:03:00Z, can lack trades: nothing says that the file has that bar whole',
      'times are microseconds',
    ];
    expect(sources[0].notes).toEqual(expect.arrayContaining(notes));
  });
});
