import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/core/bars/bars';
import { buildDataset } from '../../../src/core/dataset/build-dataset';
import { planChunks, usableTargets } from '../../../src/core/dataset/chunks';
import { poolMarkets, takeMarket } from '../../../src/core/dataset/pool-markets';
import { fitScaler } from '../../../src/core/dataset/scaler';
import { listTrainLabels } from '../../../src/core/dataset/splits';
import { computeFeatures } from '../../../src/core/features/compute';
import { makeBars, newYear } from '../bars/make-bars';
import { listBarsIn } from './list-bars';

const minute = 60_000;
const receptiveField = 5;
const options = {
  label: 'direction',
  horizonBars: 3,
  receptiveField,
  features: ['ret_1', 'ret_5'],
  scaling: 'own',
  hasSymbol: false,
  embargoBars: 5,
} as const;

/** Bars that begin `from` minutes later. */
function makeLater(count: number, from: number, choice: Parameters<typeof makeBars>[1] = {}): Bars {
  const bars = makeBars(count, choice);
  return { ...bars, openTime: bars.openTime.map((time) => time + from * minute) };
}

describe('poolMarkets', () => {
  it('by hand: cuts all markets at the same times', () => {
    // 1,000 + 500 bars; B begins at minute 500 and ends with A. 70% of 1,500 are 1,050 bars: up to minute m > 500 there are
    // m + (m - 500) bars, so m = 775; 85% are 1,275, so m = 887.5, and the first minute with so many before it is 888.
    const { markets } = poolMarkets(
      [
        { name: 'A', bars: makeBars(1000) },
        { name: 'B', bars: makeLater(500, 500, { seed: 2 }) },
      ],
      options,
    );
    const [a, b] = markets.map(({ split }) => split);
    expect(a.validation.bars).toEqual({ start: 775, end: 888 });
    expect(b.validation.bars).toEqual({ start: 275, end: 388 });
    // A label looks 3 bars ahead, and 5 are the embargo.
    expect(a.train.labels).toEqual({ start: 0, end: 775 - 8 });
    expect(b.train.labels).toEqual({ start: 0, end: 275 - 8 });
    expect(a.validation.labels.end).toBe(888 - 8);
    expect(a.test.bars).toEqual({ start: 888, end: 1000 });
    expect(b.test.labels).toEqual({ start: 388, end: 500 - 3 });
  });

  it('splits a market without gaps as it is split alone', () => {
    const bars = makeBars(1000);
    const { markets, dataset } = poolMarkets([{ name: 'A', bars }], options);
    const { embargoBars: _, ...single } = options;
    const alone = buildDataset(bars, { ...single, split: markets[0].split });
    expect(markets[0].split).toEqual({ ...alone.split });
    expect(alone.split.train.bars).toEqual({ start: 0, end: 700 });
    expect(markets[0].scaler).toEqual(alone.scaler);
    expect(dataset.scaler).toEqual(alone.scaler);
    // A row of the pooled dataset is the row of its bar.
    const row = Float32Array.from(
      { length: dataset.labels.length },
      (__, at) => dataset.values[2 * at],
    );
    expect(takeMarket(markets[0], row)).toEqual(
      Float32Array.from({ length: 1000 }, (__, at) => alone.values[2 * at]),
    );
  });

  it('tells no market the future of another, and lets no window or chunk span two', () => {
    const market = fc.record({
      count: fc.integer({ min: 600, max: 900 }),
      from: fc.integer({ min: 0, max: 200 }),
      missing: fc.uniqueArray(fc.nat(600), { maxLength: 4 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(
        fc.array(market, { minLength: 2, maxLength: 3 }),
        fc.nat(30),
        (choices, offset) => {
          // The one in use is one that ends last.
          const sorted = [...choices].sort((a, b) => b.from + b.count - a.from - a.count);
          const given = sorted.map(({ count, from, ...choice }, at) => ({
            name: `M${at}`,
            bars: makeLater(count, from, choice),
          }));
          const { dataset, markets } = poolMarkets(given, { ...options, hasSymbol: true });
          /** Which market a row is of, and when its bar opens; rows before a block are those of its first windows. */
          const owner = new Int32Array(dataset.labels.length).fill(-1);
          const time = new Float64Array(dataset.labels.length);
          markets.forEach(({ rows }, at) => {
            for (const { bars, firstRow } of rows) {
              const early = bars.start < bars.end ? Math.min(bars.start, receptiveField - 1) : 0;
              for (let bar = bars.start - early; bar < bars.end; bar++) {
                const row = firstRow + bar - bars.start;
                owner[row] = at;
                time[row] = given[at].bars.openTime[bar];
              }
            }
          });
          const { split } = dataset;
          const blocks = [listTrainLabels(split), [split.validation.labels], [split.test.labels]];
          const targets = blocks.map((ranges) =>
            ranges.flatMap((range) =>
              usableTargets(dataset, range, receptiveField, { needLabel: true }),
            ),
          );
          const times = targets.map((one) => listBarsIn(one).map((row) => time[row]));
          const apart = (options.horizonBars + options.embargoBars) * minute;
          expect(Math.max(...times[0]) + apart).toBeLessThan(Math.min(...times[1]));
          expect(Math.max(...times[1]) + apart).toBeLessThan(Math.min(...times[2]));
          const width = dataset.features.length;
          for (const chunk of targets.flatMap((one) => planChunks(one, 31, offset))) {
            const { start, end } = chunk.targets;
            const owners = new Set(owner.slice(start - receptiveField + 1, end));
            expect(owners.size).toBe(1);
            const opened = Array.from(time.slice(start - receptiveField + 1, end));
            expect(opened.every((at, i) => i === 0 || at - opened[i - 1] === minute)).toBe(true);
            const symbols = dataset.values.slice((end - 1) * width + 2, end * width);
            expect(symbols.indexOf(1)).toBe([...owners][0]);
          }
          // Every bar of every market is a row once.
          const rows = markets.flatMap((one) =>
            one.rows.map(({ bars, firstRow }) => ({
              start: firstRow,
              end: firstRow + bars.end - bars.start,
            })),
          );
          const listed = listBarsIn(rows);
          expect(new Set(listed).size).toBe(listed.length);
          expect(listed.length).toBe(choices.reduce((sum, { count }) => sum + count, 0));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('learns scalers from training bars alone: of each market, or of all', () => {
    const given = [
      { name: 'A', bars: makeBars(1000) },
      { name: 'B', bars: makeBars(1000, { seed: 9 }) },
    ];
    const own = poolMarkets(given, options);
    const shared = poolMarkets(given, { ...options, scaling: 'shared', hasSymbol: true });
    given.forEach(({ bars }, at) => {
      const table = computeFeatures(bars, options.features);
      const range = { start: 5, end: 700 - 8 };
      expect(own.markets[at].scaler).toEqual(fitScaler(table, [range]));
    });
    const [a, b] = own.markets.map(({ scaler }) => scaler);
    // As many bars of each: the mean of all is the mean of both.
    expect(own.dataset.scaler.mean[0]).toBeCloseTo((a.mean[0] + b.mean[0]) / 2, 12);
    const squares = [a, b].map(({ mean, deviation }) => deviation[0] ** 2 + mean[0] ** 2);
    expect(own.dataset.scaler.deviation[0]).toBeCloseTo(
      Math.sqrt((squares[0] + squares[1]) / 2 - own.dataset.scaler.mean[0] ** 2),
      12,
    );
    expect(shared.dataset.features).toEqual(['ret_1', 'ret_5', 'symbol:A', 'symbol:B']);
    expect(shared.dataset.scaler.mean.slice(2)).toEqual([0, 0]);
    expect(shared.markets.map(({ scaler }) => scaler.mean.slice(2))).toEqual([
      [-1, 0],
      [0, -1],
    ]);
    expect(shared.markets[0].scaler.mean.slice(0, 2)).toEqual(own.dataset.scaler.mean);
  });

  it('says which market has too few bars before the validation', () => {
    const late = { name: 'LATE', bars: makeLater(400, 600, { seed: 3 }) };
    // Of 1,400 bars 980 are m + (m - 600), so m = 790: 190 bars, less 5 of the longest feature, 4 of the window, 8 apart.
    expect(() => poolMarkets([{ name: 'A', bars: makeBars(1000) }, late], options)).toThrow(
      /LATE needs at least 200 training labels, has 173 before 2024-01-01T13:10:00Z.*take it out/,
    );
  });

  it('keeps a market that ends early, without test bars, unless it is the one in use', () => {
    const early = { name: 'EARLY', bars: makeBars(500, { seed: 3 }) };
    const whole = { name: 'A', bars: makeBars(1000) };
    const { markets } = poolMarkets([whole, early], options);
    expect(markets[1].split.test.bars).toEqual({ start: 500, end: 500 });
    expect(() => poolMarkets([early, whole], options)).toThrow(
      /EARLY needs at least 50 test labels, has 0/,
    );
  });

  it('refuses bars of another interval, and the same market twice', () => {
    const bars = makeBars(1000);
    const other = { ...bars, intervalMs: 2 * minute };
    const named = (second: Bars, name: string) => [
      { name: 'A', bars },
      { name, bars: second },
    ];
    expect(() => poolMarkets(named(other, 'B'), options)).toThrow(
      /B must have 60000 ms.*have 120000/,
    );
    expect(() => poolMarkets(named(bars, 'A'), options)).toThrow(/A was named more often/);
    expect(bars.openTime[0]).toBe(newYear);
  });
});
