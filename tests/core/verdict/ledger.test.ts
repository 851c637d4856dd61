import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPerformanceRecord, recordBar } from '../../../src/core/metrics/performance-record';
import { dayMs } from '../../../src/core/metrics/risk';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import {
  describeConfiguration,
  describeTrial,
  findBrokenLink,
  listDistinct,
  listTriesOn,
  nameSeries,
  writeLedger,
} from '../../../src/core/verdict/ledger';
import { makeDatasetInfo } from '../../state/make-dataset-info';
import { makeModel } from '../../storage/make-records';
import { chainTrials, hashTrial, makeTrial } from './make-trials';

const monday = 4 + 7 * 2800;

/** An account with one bar on each of these days, from a Monday on, and this equity at its close. */
function trade(equity: readonly (readonly [day: number, equity: number])[]) {
  const record = createPerformanceRecord(1000, 60_000);
  for (const [day, value] of equity) {
    recordBar(record, { openTime: (monday + day) * dayMs, open: 1, close: 1 }, value, false);
  }
  return record;
}

const attempt = {
  at: 5000,
  kind: 'simulated',
  name: 'a try',
  dataset: makeDatasetInfo({ id: 'bars-1', symbol: 'btcusdt' }),
  configuration: { b: 1, a: [2] },
  record: trade([
    [0, 1010],
    [1, 1010],
    [3, 909],
  ]),
  auc: 0.52,
} as const;

describe('a trial', () => {
  test('has the daily returns of its account with their days, and its configuration in one order', () => {
    const trial = describeTrial({ ...attempt, modelId: 'model-1' });
    expect(trial).toMatchObject({
      datasetId: 'bars-1',
      series: 'BTCUSDT',
      modelId: 'model-1',
      key: '{"a":[2],"b":1}',
      from: monday * dayMs,
      to: (monday + 3) * dayMs,
      days: [0, 1, 2, 3].map((day) => monday + day),
      daysPerYear: 365,
      auc: 0.52,
    });
    expect(trial.returns[0]).toBeCloseTo(0.01, 12);
    expect(trial.returns.slice(1, 3)).toEqual([0, 0]);
    expect(trial.returns[3]).toBeCloseTo(-0.1, 12);
  });

  test('leaves out the days on which its market is closed, and an AUC that there is not', () => {
    const weekdays = Array.from({ length: 15 }, (_, day) => [day, 1000 + day] as const).filter(
      ([day]) => day % 7 < 5,
    );
    const trial = describeTrial({ ...attempt, record: trade(weekdays), auc: NaN });
    expect(trial.days).toEqual(weekdays.map(([day]) => monday + day));
    expect(trial.returns).toHaveLength(11);
    expect(trial).not.toHaveProperty('auc');
  });

  test('is refused without a bar', () => {
    expect(() => describeTrial({ ...attempt, record: trade([]) })).toThrow(
      'trial: a try has no out-of-sample bar',
    );
  });

  test('is another configuration with another seed, split, feature or setting', () => {
    const model = makeModel('bars-1');
    const keyOf = (...given: Parameters<typeof describeConfiguration>) =>
      describeTrial({ ...attempt, configuration: describeConfiguration(...given) }).key;
    const { split, options } = model;
    const keys = [
      keyOf(model, defaultTradingSettings),
      keyOf({ ...model, options: { ...options, seed: 2 } }, defaultTradingSettings),
      keyOf({ ...model, split: { ...split, embargoBars: 7 } }, defaultTradingSettings),
      keyOf({ ...model, features: ['ret_5'] }, defaultTradingSettings),
      keyOf(model, { ...defaultTradingSettings, minConfidence: 0.1 }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    const renamed = { ...model, id: 'model-2', name: 'other', trainedAt: 9 };
    expect(keyOf(renamed, { ...defaultTradingSettings })).toBe(keys[0]);
  });
});

describe('tries on the same bars', () => {
  const bars = { datasetId: 'bars-1', series: 'BTCUSDT', from: 100, to: 200 };
  const tried = (change: object) => listTriesOn([makeTrial(change)], bars).length === 1;

  test('are those on the dataset, and on the same symbol in an overlapping period', () => {
    expect(tried({ datasetId: 'bars-1', series: 'X', from: 900, to: 999 })).toBe(true);
    expect(tried({ datasetId: 'bars-2', from: 200, to: 300 })).toBe(true);
    expect(tried({ datasetId: 'bars-2', from: 0, to: 100 })).toBe(true);
    expect(tried({ datasetId: 'bars-2', from: 201, to: 300 })).toBe(false);
    expect(tried({ datasetId: 'bars-2', from: 0, to: 99 })).toBe(false);
    expect(tried({ datasetId: 'bars-2', series: 'ETHUSDT', from: 100, to: 200 })).toBe(false);
  });

  test('are shared by the symbol in any case, by the seed of a sample, by the bars where there is no symbol', () => {
    expect(nameSeries({ id: 'a', symbol: 'btcUsdt' })).toBe('BTCUSDT');
    expect(nameSeries({ id: 'a', symbol: '' })).toBe('a');
    const [one, two] = [1, 2].map((seed) => {
      const { sample } = makeDatasetInfo({ sample: { ...facts, seed } });
      return nameSeries({ id: 'a', symbol: 'SAMPLE', sample });
    });
    expect(one).not.toBe(two);
  });

  test('count once for each configuration', () => {
    const trials = [
      makeTrial({ kind: 'trained' }),
      makeTrial(),
      makeTrial({ key: '{"seed":2}' }),
      makeTrial({ datasetId: 'bars-2' }),
    ];
    expect(listDistinct(trials)).toEqual([trials[0], trials[2], trials[3]]);
  });
});

const facts = {
  kind: 'edge',
  seed: 1,
  horizonBars: 10,
  bestAuc: 0.55,
  feeBps: 1,
  slippageBps: 0,
} as const;

describe('the chain', () => {
  const trials = chainTrials(
    Array.from({ length: 6 }, (_, at) => makeTrial({ at, key: `{"seed":${at}}` })),
  );
  const check = (changed: readonly (typeof trials)[number][], head?: { count: number }) =>
    findBrokenLink(changed, changed.map(hashTrial), head && { ...head, hash: trials[5].hash });

  const replace = (at: number, trial: (typeof trials)[number]) =>
    trials.map((old, i) => (i === at ? trial : old));

  test('holds as it was written, the empty one too', () => {
    expect(check(trials)).toBeUndefined();
    expect(check(trials, { count: 6 })).toBeUndefined();
    expect(check([])).toBeUndefined();
  });

  test('names the first entry that was altered, removed or moved', () => {
    const place = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(place, place, (at, other) => {
        const altered = trials.map((trial, i) => (i === at ? { ...trial, auc: 0.9 } : trial));
        expect(check(altered)).toEqual({ number: at + 1, problem: 'altered' });

        const removed = trials.filter((_, i) => i !== at);
        expect(check(removed, { count: 6 })).toEqual({ number: at + 1, problem: 'out of place' });

        const swapped = [...trials];
        [swapped[at], swapped[other]] = [trials[other], trials[at]];
        const first = Math.min(at, other) + 1;
        expect(check(swapped)).toEqual(
          at === other ? undefined : { number: first, problem: 'out of place' },
        );
      }),
    );
  });

  test('breaks after an entry whose hash was made anew, or whose number was', () => {
    const forged = { ...trials[2], auc: 0.9 };
    const rehashed = { ...forged, hash: hashTrial(forged) };
    expect(check(replace(2, rehashed))).toEqual({ number: 4, problem: 'out of place' });
    const last = { ...trials[5], auc: 0.9 };
    const lastRehashed = replace(5, { ...last, hash: hashTrial(last) });
    expect(check(lastRehashed)).toBeUndefined();
    expect(check(lastRehashed, { count: 6 })).toEqual({ number: 6, problem: 'altered' });

    const renumbered = trials
      .filter((_, i) => i !== 3)
      .map((trial, i) => ({ ...trial, number: i + 1 }));
    expect(check(renumbered)).toEqual({ number: 4, problem: 'altered' });
  });

  test('goes into a file with its head, from which it can be checked', () => {
    const file = JSON.parse(writeLedger(trials)) as { trials: typeof trials; head: object };
    expect(file.head).toEqual({ count: 6, hash: trials[5].hash });
    expect(file.trials).toEqual(trials);
    expect(check(file.trials)).toBeUndefined();
  });
});
