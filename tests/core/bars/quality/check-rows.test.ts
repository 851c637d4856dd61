import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliceBars } from '../../../../src/core/bars/bars';
import { checkRows } from '../../../../src/core/bars/quality/check-rows';
import type { QualityCheck, QualityFinding } from '../../../../src/core/bars/quality/report';
import { newYear } from '../make-bars';
import { isSameBars, makeRows, pickRows } from './make-rows';
import { rowFaults } from './row-faults';

const file = 'btc.csv';
const minute = 60_000;

function findOne(findings: readonly QualityFinding[], check: QualityCheck): QualityFinding {
  const found = findings.find((finding) => finding.check === check);
  if (found === undefined) throw new Error(`no finding of ${check}`);
  return found;
}

describe('checkRows', () => {
  it('finds nothing in clean rows and takes their columns as they are', () => {
    const { rows, bars } = makeRows(50);
    const checked = checkRows(rows, { file });
    expect(checked).toMatchObject({ findings: [], badRows: 0, conflicts: 0 });
    expect(isSameBars(checked.bars, bars)).toBe(true);
    expect(checked.bars?.close).toBe(rows.columns.close);
  });

  it.each(rowFaults)(
    'tells where and how the first row is bad: $name',
    ({ plant, check, says }) => {
      const { rows } = makeRows(50);
      plant(rows.columns, 30);
      plant(rows.columns, 40);
      const { findings } = checkRows(rows, { file });
      expect(findings).toEqual([
        { check, handling: 'left-out', count: 2, first: expect.objectContaining({}) as unknown },
      ]);
      expect(findings[0].first.where).toBe('btc.csv, row 32');
      expect(findings[0].first.detail).toMatch(says);
    },
  );

  it('leaves the time of a place out where it cannot be read', () => {
    const { rows } = makeRows(50);
    rows.columns.openTime[3] = NaN;
    rows.columns.close[5] = NaN;
    const { findings } = checkRows(rows, { file });
    expect(findOne(findings, 'bad-time').first).not.toHaveProperty('time');
    expect(findOne(findings, 'not-a-number').first.time).toBe(newYear + 5 * minute);
  });

  it('keeps a bar whose volume or count is unknown', () => {
    const { rows } = makeRows(50);
    rows.columns.volume[3] = NaN;
    rows.columns.tradeCount?.fill(NaN, 5, 6);
    const { bars, findings, badRows } = checkRows(rows, { file });
    expect([bars?.openTime.length, bars?.volume[3], badRows, findings]).toEqual([50, NaN, 0, []]);
  });

  it('takes rows of nothing but a time for gaps, however many there are', () => {
    const { rows } = makeRows(50);
    for (const name of ['open', 'high', 'low', 'close', 'quoteVolume'] as const) {
      rows.columns[name]?.fill(NaN, 10, 40);
    }
    rows.columns.volume.fill(0, 10, 40);
    for (const name of ['tradeCount', 'takerBuyBase', 'takerBuyQuote'] as const) {
      rows.columns[name]?.fill(NaN, 10, 40);
    }
    rows.columns.open[20] = 100;
    const { bars, findings, badRows } = checkRows(rows, { file });
    expect([bars?.openTime.length, badRows]).toEqual([20, 1]);
    expect(findOne(findings, 'no-trade')).toMatchObject({ count: 29, handling: 'corrected' });
    expect(findOne(findings, 'not-a-number').count).toBe(1);
  });

  it('quotes what the file says where that is known', () => {
    const { rows } = makeRows(50);
    rows.columns.close[3] = NaN;
    rows.columns.openTime[4] = NaN;
    rows.columns.volume[5] = Infinity;
    const textOf = (index: number, column: string): string => `${column} of ${index}`;
    const details = checkRows({ ...rows, textOf }, { file }).findings.map(
      ({ first }) => first.detail,
    );
    expect(details).toEqual([
      'close is not a number: "close of 3"',
      'volume is not a number: "volume of 5"',
      'the time "openTime of 4" cannot be read',
    ]);
  });

  it('counts a row that is bad in several ways once, by the first check that it fails', () => {
    const { rows } = makeRows(50);
    rows.columns.close[3] = NaN;
    rows.columns.low[3] = -1;
    rows.columns.volume[3] = -1;
    const { findings, badRows } = checkRows(rows, { file });
    expect(badRows).toBe(1);
    expect(findings.map(({ check }) => check)).toEqual(['not-a-number']);
  });

  it('turns rows round that are newest first', () => {
    const { rows, bars } = makeRows(20);
    const newestFirst = pickRows(rows, [...Array(20).keys()].reverse());
    const checked = checkRows(newestFirst, { file });
    expect(isSameBars(checked.bars, bars)).toBe(true);
    expect(checked.findings).toEqual([
      {
        check: 'disorder',
        handling: 'corrected',
        count: 19,
        first: {
          time: newYear + 18 * minute,
          where: 'btc.csv, row 20',
          detail: 'rows were newest first and were reversed',
        },
      },
    ]);
    expect(checked.indexOf(0)).toBe(19);
  });

  it('keeps the first or the last of two rows that differ, in the order of the file', () => {
    const { rows } = makeRows(20);
    const doubled = pickRows(rows, [...Array(20).keys(), 7]);
    const [first, last] = [rows.columns.volume[7], 12_345];
    doubled.columns.volume[20] = last;
    const keepFirst = checkRows(doubled, { file, side: 'first' });
    const keepLast = checkRows(doubled, { file, side: 'last' });
    expect(keepFirst.bars?.volume[7]).toBe(first);
    expect(keepLast.bars?.volume[7]).toBe(last);
    expect(keepFirst.firstConflict).toEqual({
      column: 'volume',
      values: [first, last],
      indices: [7, 20],
    });
    expect(findOne(keepLast.findings, 'conflict')).toMatchObject({
      handling: 'corrected',
      count: 1,
      first: { where: 'btc.csv, row 9', detail: /the last was kept$/ as unknown },
    });
  });

  it('takes NaN of an extra for the same, and 0 and -0 for different', () => {
    const { rows } = makeRows(20);
    const doubled = pickRows(rows, [...Array(20).keys(), 7]);
    doubled.extras.mood[7] = doubled.extras.mood[20] = NaN;
    expect(checkRows(doubled, { file }).conflicts).toBe(0);
    doubled.extras.mood[7] = 0;
    doubled.extras.mood[20] = -0;
    expect(checkRows(doubled, { file }).firstConflict?.column).toBe('mood');
  });

  it('has no bars where fewer than two rows can be bars, or all have one time', () => {
    const { rows } = makeRows(2);
    rows.columns.close[1] = NaN;
    expect(checkRows(rows, { file }).bars).toBeUndefined();
    expect(checkRows(makeRows(0).rows, { file }).bars).toBeUndefined();
    expect(checkRows(pickRows(makeRows(1).rows, [0, 0, 0]), { file }).bars).toBeUndefined();
  });

  it('takes the offset that most rows have for the grid, also where a bad time comes first', () => {
    const { rows } = makeRows(40);
    for (let row = 0; row < 40; row++) rows.columns.openTime[row] += row < 15 ? 10_000 : 20_000;
    rows.columns.openTime[15] = 20_000;
    const { findings, bars } = checkRows(rows, { file });
    // The other 24 stand at an odd second, too, but all at the same.
    expect(findings.map(({ check, handling, count }) => [check, handling, count])).toEqual([
      ['bad-time', 'left-out', 1],
      ['off-grid', 'left-out', 15],
      ['off-grid', 'kept', 24],
    ]);
    expect(bars?.openTime[0]).toBe(newYear + 16 * minute + 20_000);
  });

  it('guesses the interval from all rows whose time can be read', () => {
    const { rows } = makeRows(40);
    for (let row = 0; row < 40; row += 2) rows.columns.close[row] = NaN;
    expect(checkRows(rows, { file }).bars?.intervalMs).toBe(minute);
  });
});

describe('checkRows, whatever the rows', () => {
  const count = 60;
  const places = fc.uniqueArray(fc.integer({ min: 1, max: count - 2 }), { maxLength: 20 });
  const faults = fc.array(fc.constantFrom(...rowFaults), { minLength: 20, maxLength: 20 });
  const order = fc.shuffledSubarray([...Array(count).keys()], {
    minLength: count,
    maxLength: count,
  });

  it('counts exactly the faults that were planted', () => {
    fc.assert(
      fc.property(places, faults, (at, kinds) => {
        const { rows } = makeRows(count);
        const planted = new Map<QualityCheck, number>();
        at.forEach((row, each) => {
          kinds[each].plant(rows.columns, row);
          planted.set(kinds[each].check, (planted.get(kinds[each].check) ?? 0) + 1);
        });
        const { findings, badRows } = checkRows(rows, { file });
        expect(new Map(findings.map((found) => [found.check, found.count]))).toEqual(planted);
        expect(badRows).toBe(at.length);
      }),
    );
  });

  it('never changes a row by leaving others out', () => {
    fc.assert(
      fc.property(places, faults, (at, kinds) => {
        const { rows, bars } = makeRows(count);
        at.forEach((row, each) => kinds[each].plant(rows.columns, row));
        const good = [...Array(count).keys()].filter((row) => !at.includes(row));
        const expected = checkRows(pickRows(rows, good), { file }).bars;
        const { bars: kept, indexOf } = checkRows(rows, { file });
        expect(isSameBars(kept, expected)).toBe(true);
        expect(good.map((_, bar) => indexOf(bar))).toEqual(good);
        expect(good.map((row) => bars.close[row])).toEqual([...(kept?.close ?? [])]);
      }),
    );
  });

  it('gives the bars of sorted rows for shuffled ones', () => {
    fc.assert(
      fc.property(places, faults, order, (at, kinds, shuffled) => {
        const { rows } = makeRows(count);
        at.forEach((row, each) => kinds[each].plant(rows.columns, row));
        const sorted = checkRows(rows, { file });
        const other = checkRows(pickRows(rows, shuffled), { file });
        expect(isSameBars(other.bars, sorted.bars)).toBe(true);
        const counts = (findings: readonly QualityFinding[]) =>
          findings.filter(({ check }) => check !== 'disorder').map((f) => [f.check, f.count]);
        expect(counts(other.findings)).toEqual(counts(sorted.findings));
      }),
    );
  });

  it('counts exactly the repeated rows and the steps back', () => {
    fc.assert(
      fc.property(places, fc.boolean(), (at, areSwapped) => {
        const { rows, bars } = makeRows(count);
        const indices = [...Array(count).keys()].flatMap((row) =>
          at.includes(row) ? [row, row] : [row],
        );
        // Two neighbours that swap places make one step back.
        if (areSwapped) indices.splice(0, 2, ...indices.slice(0, 2).reverse());
        const repeated = checkRows(pickRows(rows, indices), { file });
        expect(isSameBars(repeated.bars, bars)).toBe(true);
        const isSwap = areSwapped && indices[0] !== indices[1];
        expect(repeated.findings.map((found) => [found.check, found.count])).toEqual([
          ...(isSwap ? [['disorder', 1]] : []),
          ...(at.length > 0 ? [['duplicate', at.length]] : []),
        ]);
      }),
    );
  });

  it('gives the bars between two rows as if there were no others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), (start) => {
        const { rows, bars } = makeRows(count);
        const range = { start, end: count };
        const indices = [...Array(count).keys()].slice(start);
        const checked = checkRows(pickRows(rows, indices), { file });
        expect(isSameBars(checked.bars, sliceBars(bars, range))).toBe(true);
      }),
    );
  });
});
