import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatTradeValue,
  tradeColumns,
  writeTradesCsv,
  writeTradesJson,
} from '../../../../src/core/trading/log/columns';
import {
  binResults,
  estimateMean,
  groupByHour,
  groupByWeekday,
} from '../../../../src/core/trading/log/groups';
import { everyTrade, listReasons, selectTrades } from '../../../../src/core/trading/log/select';
import { portfolioTradeColumns } from '../../../../src/core/trading/portfolio/trade-columns';
import type { Trade } from '../../../../src/core/trading/positions';
import { makeTrade } from '../../../charts/make-trade';

const minuteMs = 60_000;
/** A Monday. */
const monday = Date.UTC(2024, 0, 1);

/** Two units bought at 100 and sold 90 minutes later. */
const long = makeTrade(10, 100, {
  quantity: 2,
  entryTime: monday,
  exitTime: monday + 90 * minuteMs,
  exitPrice: 103,
  entryFee: 0.2,
  exitFee: 0.206,
  // 2 x (103 - 100) - 0.2 - 0.206
  pnl: 5.594,
});
const short = makeTrade(200, 230, {
  side: -1,
  entryTime: monday + 25 * 60 * minuteMs,
  exitTime: monday + 25.5 * 60 * minuteMs,
  exitReason: 'opposite',
  pnl: -1,
});
const cut = makeTrade(300, 301, {
  entryTime: monday + 26 * 60 * minuteMs,
  exitTime: monday + 26 * 60 * minuteMs + minuteMs,
  exitReason: 'gap',
  pnl: 0,
});
const trades: readonly Trade[] = [long, short, cut];

const read = (name: string, trade: Trade) =>
  tradeColumns.find((column) => column.name === name)?.read(trade);

describe('columns', () => {
  test('size, return and holding time follow from the fills', () => {
    expect(read('value', long)).toBe(200); // 2 x 100
    expect(read('return', long)).toBeCloseTo(0.02797, 12); // 5.594 / 200
    expect(read('holding_minutes', long)).toBe(90);
    expect(read('fees', long)).toBeCloseTo(0.406, 12);
  });

  test('what closed a position is said in words; excursions that were not kept are not known', () => {
    expect(trades.map((trade) => read('exit_reason', trade))).toEqual([
      'held to its end',
      'opposite signal',
      'bars were missing',
    ]);
    expect(read('mae_bps', makeTrade(0, 1, { mae: 12.5, mfe: 40 }))).toBe(12.5);
    expect(read('mfe_bps', makeTrade(0, 1, { mae: 12.5, mfe: 40 }))).toBe(40);
    expect(read('mae_bps', long)).toBeNaN();
  });

  test('CSV has a row a trade under the names of the columns, and times that say their zone', () => {
    const [header, first, ...rest] = writeTradesCsv(trades).trimEnd().split('\n');
    expect(header.split(',')).toEqual(tradeColumns.map(({ name }) => name));
    const start = '2024-01-01T00:00:00Z,2024-01-01T01:30:00Z,LONG,100,103,2,200,5.594,';
    expect(first.slice(0, start.length)).toBe(start);
    expect(rest).toHaveLength(2);
  });

  test('JSON reads back as what the columns say; the unknown is null', () => {
    const unknown = makeTrade(1, 2, { probability: NaN });
    const rows = JSON.parse(writeTradesJson([long, unknown])) as Record<string, unknown>[];
    expect(rows[0]).toMatchObject({ side: 'LONG', pnl: 5.594, holding_minutes: 90 });
    expect(rows[1].probability).toBeNull();
    expect(writeTradesCsv([unknown])).not.toContain('NaN');
  });
});

describe('selection', () => {
  const select = (change: Partial<typeof everyTrade>) =>
    selectTrades(trades, { ...everyTrade, ...change });

  test('all trades, the newest first', () => {
    expect(selectTrades(trades, everyTrade)).toEqual([cut, short, long]);
  });

  test('filters by side, reason and result; a result of 0 is no gain', () => {
    expect(select({ side: 'short' })).toEqual([short]);
    expect(select({ reason: 'gap' })).toEqual([cut]);
    expect(select({ result: 'won' })).toEqual([long]);
    expect(select({ result: 'lost' })).toEqual([cut, short]);
    expect(listReasons(trades)).toEqual(['hold', 'opposite', 'gap']);
  });

  test('search wants every word somewhere in the row as it is shown', () => {
    expect(select({ search: 'short 2024-01-02' })).toEqual([short]);
    expect(select({ search: '  MISSING ' })).toEqual([cut]);
    expect(select({ search: 'short missing' })).toEqual([]);
  });

  test('sorting keeps all trades; what is not known comes last in both directions', () => {
    const values = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constant(NaN)));
    fc.assert(
      fc.property(values, fc.boolean(), (probabilities, isDescending) => {
        const many = probabilities.map((probability) => makeTrade(1, 2, { probability }));
        const sorted = selectTrades(many, { ...everyTrade, sortBy: 'probability', isDescending });
        expect(new Set(sorted)).toEqual(new Set(many));
        const known = probabilities.filter((value) => !Number.isNaN(value));
        known.sort((a, b) => (isDescending ? b - a : a - b));
        expect(
          sorted.slice(0, known.length).map(({ probability }) => Number(probability) + 0),
        ).toEqual(known.map((value) => value + 0));
      }),
    );
  });

  test('every column is sortable and says each trade', () => {
    for (const column of tradeColumns) {
      expect(select({ sortBy: column.name })).toHaveLength(3);
      for (const trade of trades) {
        expect(formatTradeValue(column, column.read(trade)), column.name).not.toBe('');
      }
    }
  });
});

describe('groups', () => {
  test('hours and weekdays are those of the entry in UTC', () => {
    const hours = groupByHour(trades);
    expect(hours).toHaveLength(24);
    // 25 hours after Monday 00:00 is 01:00, 26 is 02:00.
    expect(hours.slice(0, 4).map(({ label, trades: count }) => [label, count])).toEqual([
      ['00:00', 1],
      ['01:00', 1],
      ['02:00', 1],
      ['03:00', 0],
    ]);
    const days = groupByWeekday(trades);
    expect(days.map(({ trades: count }) => count)).toEqual([1, 2, 0, 0, 0, 0, 0]);
    expect(days[0]).toMatchObject({ label: 'Monday', pnl: 5.594, winRate: 1 });
    expect(days[1]).toMatchObject({ pnl: -1, winRate: 0, mean: { value: -0.5 } });
    expect(groupByWeekday([makeTrade(0, 1, { entryTime: 0 })])[3]).toMatchObject({ trades: 1 });
  });

  test('a mean has its interval by Student, from five trades on', () => {
    const { value, ci } = estimateMean([1, 2, 3, 4, 5]);
    expect(value).toBe(3);
    // Deviation sqrt(10 / 4) = 1.5811, over sqrt(5) = 0.70711, times t(97.5%, 4) = 2.7764.
    expect(ci[1] - 3).toBeCloseTo(0.70711 * 2.7764, 1);
    expect(3 - ci[0]).toBeCloseTo(ci[1] - 3, 12);
    expect(estimateMean([1, 2, 3, 4]).ci).toEqual([NaN, NaN]);
    expect(estimateMean([]).value).toBeNaN();
  });
});

describe('distribution', () => {
  test('bins have one width, hold every trade, and never gains beside losses', () => {
    const profits = fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(profits, (values) => {
        const bins = binResults(values);
        expect(bins.reduce((sum, { trades: count }) => sum + count, 0)).toBe(values.length);
        expect(bins.length).toBeLessThanOrEqual(60);
        for (const { from, to } of bins) expect(from < 0 && to > 0).toBe(false);
      }),
    );
  });

  test('a hand-made case', () => {
    // Quartiles -1 and 1: width 2 x 2 / cbrt(8) = 2; the middle 99% reach from -1.96... to 3.9...
    const bins = binResults([-2, -1, -1, -1, 1, 1, 1, 4]);
    expect(bins.map(({ from, to, trades: count }) => [from, to, count])).toEqual([
      [-2, 0, 4],
      [0, 2, 3],
      [2, 4, 1],
    ]);
    expect(binResults([])).toEqual([]);
    expect(binResults([0, 0])).toEqual([{ from: 0, to: 1, trades: 2 }]);
  });
});

test('the log of several symbols names each, finds it by its name, and saves it', () => {
  const traded = trades.map((trade, at) => ({ ...trade, symbol: at === 1 ? 'ETH 1m' : 'BTC 1m' }));
  const columns = portfolioTradeColumns;
  expect(columns.map(({ name }) => name).sort()).toEqual(
    [...tradeColumns.map(({ name }) => name), 'symbol'].sort(),
  );
  const found = selectTrades(traded, { ...everyTrade, search: 'eth' }, columns);
  expect(found.map(({ symbol }) => symbol)).toEqual(['ETH 1m']);
  const [header, first] = writeTradesCsv(found, columns).split('\n');
  expect(header.startsWith('entry_time,symbol,exit_time')).toBe(true);
  expect(first.startsWith('2024-01-02T01:00:00Z,ETH 1m,')).toBe(true);
  const [read] = JSON.parse(writeTradesJson(found, columns)) as { symbol: string }[];
  expect(read.symbol).toBe('ETH 1m');
});
