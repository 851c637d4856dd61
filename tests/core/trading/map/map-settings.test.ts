import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reportPerformance } from '../../../../src/core/metrics/performance';
import { createEngine, stepThrough } from '../../../../src/core/trading/engine';
import {
  layOutMap,
  listMapFields,
  mapSettings,
} from '../../../../src/core/trading/map/map-settings';
import { choose } from '../../../../src/core/trading/choice';
import { writeSetting } from '../../../../src/core/trading/setting-fields';
import {
  defaultTradingSettings,
  type TradingSettings,
} from '../../../../src/core/trading/settings';
import { ownRule } from '../../../../src/core/trading/strategies/own-rule';
import { smaCross } from '../../../../src/core/trading/strategies/sma-cross';
import { thresholdsAt } from '../engine-scenario';
import { barCount, makeMarket, settings as anySettings } from '../random-runs';

const range = { start: 5, end: barCount };
const x = { path: 'strategy.long', from: 0.4, to: 0.6, steps: 3 };
const y = { path: 'strategy.short', from: 0.3, to: 0.5, steps: 3 };

describe('a map of two settings', () => {
  test('has the figures that step leaves in each cell, and leaves impossible cells blank', () => {
    fc.assert(
      fc.property(fc.integer(), anySettings, (seed, settings) => {
        const { bars, probability } = makeMarket(seed);
        const grid = layOutMap({ settings, x, y });
        const map = mapSettings({ bars, probability, range }, grid);
        grid.ys.forEach((short, row) =>
          grid.xs.forEach((long, column) => {
            const cell = row * grid.xs.length + column;
            expect(map.isPossible[cell]).toBe(short < long ? 1 : 0);
            if (short >= long) {
              expect(map.figures.pnl[cell]).toBeNaN();
              return;
            }
            const state = createEngine(
              { ...settings, strategy: thresholdsAt(long, short) },
              bars.intervalMs,
            );
            stepThrough(state, bars, probability, range);
            const report = reportPerformance(state.record);
            expect(map.figures.pnl[cell]).toBe(report.pnl);
            expect(map.figures.trades[cell]).toBe(report.trades);
            expect(map.figures.sharpe[cell]).toBe(report.sharpe);
          }),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('tells each possible cell with its record, and how far it is', () => {
    const { bars, probability } = makeMarket(1);
    const [settings] = fc.sample(anySettings, { seed: 1, numRuns: 1 });
    const grid = layOutMap({ settings, x, y });
    const visited: number[] = [];
    const progress: number[] = [];
    mapSettings(
      { bars, probability, range },
      grid,
      (cell, { bars: seen }) => {
        visited.push(cell);
        expect(seen).toBe(range.end - range.start);
      },
      (done, total) => progress.push(done / total),
    );
    // Rows are short 0.3, 0.4, 0.5, columns long 0.4, 0.5, 0.6.
    expect(visited).toEqual([0, 1, 2, 4, 5, 8]);
    expect(progress.at(-1)).toBe(1);
  });

  test('refuses a setting that is not there, and the same one twice', () => {
    const [settings] = fc.sample(anySettings, { seed: 1, numRuns: 1 });
    expect(() => layOutMap({ settings, x, y: { ...y, path: 'strategy.width' } })).toThrow(
      'map: these settings have no strategy.width',
    );
    expect(() => layOutMap({ settings, x, y: x })).toThrow('map: two settings are needed');
  });

  test('varies no number of a person’s own rule, which has decided before', () => {
    const listed = (settings: TradingSettings) => listMapFields(settings).map(({ path }) => path);
    const own = choose(ownRule);
    const thresholds = ['strategy.long', 'strategy.short'];
    const plain = listed(defaultTradingSettings);
    expect(plain).toEqual(expect.arrayContaining(thresholds));
    expect(listed({ ...defaultTradingSettings, strategy: own })).toEqual(
      plain.filter((path) => !thresholds.includes(path)),
    );
    expect(listed({ ...defaultTradingSettings, filter: own })).toEqual(plain);
    expect(listed({ ...defaultTradingSettings, filter: choose(smaCross) })).toContain(
      'filter.fast',
    );
  });

  test('changes the two settings alone', () => {
    const [settings] = fc.sample(anySettings, { seed: 2, numRuns: 1 });
    const { cells } = layOutMap({ settings, x, y });
    const expected = writeSetting(writeSetting(settings, x.path, 0.6), y.path, 0.3);
    expect(cells[2]).toEqual(expected);
  });
});
