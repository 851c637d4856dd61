import { expect, test } from 'vitest';
import {
  countLostBars,
  describeSource,
  featureFamilies,
  featurePresets,
  findPreset,
  keepUsable,
  listOffered,
  pickPreset,
  suggestFeatures,
} from '../../../src/core/features/choice';
import { computeFeatures, defaultFeatures } from '../../../src/core/features/compute';
import { builtInFeatures } from '../../../src/core/features/list';
import { makeBars } from '../bars/make-bars';

const minuteMs = 60_000;
const facts = { hasVolume: true, hasTaker: true, intervalMs: minuteMs };
const names = (features: readonly { name: string }[]): string[] => features.map(({ name }) => name);
const presetOf = (wanted: string) =>
  featurePresets.find(({ name }) => name === wanted) ?? featurePresets[0];

test('presets grow from the nine to all, and can be computed', () => {
  const [nine, recommended, all] = ['nine', 'recommended', 'all'].map((name) =>
    pickPreset(presetOf(name), minuteMs),
  );
  expect(nine).toEqual(defaultFeatures(makeBars(1)));
  expect(recommended).toEqual(expect.arrayContaining([...nine]));
  expect(all).toEqual(names(listOffered(minuteMs)));
  expect(new Set(all).size).toBe(all.length);
  expect(computeFeatures(makeBars(10), all).names).toEqual(all);
});

test('bars of about a year begin with more features than the nine', () => {
  expect(suggestFeatures({ bars: 499_999, intervalMs: minuteMs })).toBeUndefined();
  const suggested = suggestFeatures({ bars: 500_000, intervalMs: minuteMs });
  expect(suggested).toEqual(pickPreset(presetOf('recommended'), minuteMs));
});

test('a choice is that of a preset whatever its order, and otherwise of none', () => {
  const all = pickPreset(presetOf('all'), minuteMs);
  expect(findPreset([...all].reverse(), minuteMs)?.name).toBe('all');
  expect(findPreset(all.slice(1), minuteMs)).toBeUndefined();
  expect(findPreset([], minuteMs)).toBeUndefined();
});

test('every family of the list has a label and a sentence', () => {
  const known = featureFamilies.map(({ name }) => name);
  expect(known).toEqual(
    expect.arrayContaining([...new Set(builtInFeatures.map(({ family }) => family))]),
  );
});

test('longer bars are offered where they are longer', () => {
  const higher = (intervalMs: number) =>
    names(listOffered(intervalMs)).filter((name) => name.includes('@'));
  expect(higher(minuteMs)).toContain('ret_5@15m');
  expect(higher(15 * minuteMs).every((name) => name.endsWith('@1h'))).toBe(true);
  expect(higher(24 * 60 * minuteMs)).toEqual([]);
});

test('what is left of a choice has the order of inputs, whatever order it was made in', () => {
  const source = describeSource(facts, ['mood', 'late']);
  const chosen = [
    'mood',
    'ret_1@1h',
    'clock_sin_5',
    'trend@5m',
    'unknown',
    'trend',
    'ret_1',
    'ret_1',
  ];
  expect(names(keepUsable(chosen, source))).toEqual([
    'ret_1',
    'trend',
    'clock_sin_5',
    'ret_1@1h',
    'trend@5m',
    'mood',
  ]);
});

test('features whose columns a source lacks are left out of a choice', () => {
  const without = { ...facts, hasTaker: false, hasTradeCount: true };
  const chosen = ['imbalance_5', 'imbalance_5@15m', 'trade_count', 'trade_size', 'ret_1'];
  expect(names(keepUsable(chosen, describeSource(without)))).toEqual(['ret_1', 'trade_count']);
  // A record that tells neither was made of bars that had all of the exchange's columns, or none.
  expect(names(keepUsable(chosen, describeSource(facts)))).toHaveLength(5);
});

test('bars are lost at the start and after each gap, never more than there are', () => {
  const at = (minute: number): number => minute * minuteMs;
  const times = {
    from: at(0),
    to: at(199),
    intervalMs: minuteMs,
    gaps: [
      { from: at(100), to: at(110) },
      { from: at(115), to: at(120) },
    ],
  };
  expect(countLostBars(times, 0)).toBe(0);
  expect(countLostBars(times, 3)).toBe(9);
  expect(countLostBars(times, 60)).toBe(60 + 5 + 60);
  expect(countLostBars({ ...times, gaps: [] }, 240)).toBe(200);
});
