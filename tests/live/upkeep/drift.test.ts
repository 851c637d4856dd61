import { expect, test } from 'vitest';
import {
  judgeUpkeep,
  type UpkeepReference,
  type UpkeepSample,
} from '../../../src/live/upkeep/drift';
import { reportMinutes } from '../../core/metrics/report-minutes';
import { binReference } from '../../../src/core/metrics/population-stability';
import type { StabilityReference } from '../../../src/core/metrics/stability-limits';

const dayBars = 1440;

/** `count` bars of which every second one rises; the model gives `up` to those that do, `down` to others. */
function makeBars(count: number, up: number, down: number) {
  return {
    labels: Uint8Array.from({ length: count }, (_, i) => (i + 1) % 2),
    probability: Float64Array.from({ length: count }, (_, i) => (i % 2 === 0 ? up : down)),
  };
}

/** What a coin reaches, so that ranking is never what is wrong. */
const coinAuc = { auc: 0.5, aucCi: [0.5, 0.5] } as const;

const spread = Float64Array.from({ length: dayBars }, (_, i) => (i % 100) / 100);

/** Of `spread`, whose days reach an index of 0.4. */
function makeStability(): StabilityReference {
  const bins = binReference(spread);
  if (bins === undefined) throw new Error('ten values are needed');
  return { bins, limits: [{ bars: dayBars, psi: 0.4 }] };
}

function makeReference(change: Partial<UpkeepReference> = {}): UpkeepReference {
  const { labels, probability } = makeBars(20_000, 0.51, 0.49);
  return {
    test: { ...reportMinutes(labels, probability, 10, 0.5), ...coinAuc },
    horizonBars: 10,
    features: [makeStability()],
    probability: undefined,
    ...change,
  };
}

function judge(sample: Partial<UpkeepSample>, reference = makeReference()) {
  const { labels, probability } = makeBars(400, 0.51, 0.49);
  const bars = { labels, probability, features: [spread], ...sample };
  const openTime = Array.from(bars.labels, (_, minute) => minute * 60_000);
  return judgeUpkeep(['a'], { openTime, ...bars }, reference);
}

test('below 30 independent labels it is too early: labels overlap by the horizon', () => {
  expect(judge(makeBars(299, 0.51, 0.49)).verdict).toBe('too-early');
  expect(judge(makeBars(300, 0.51, 0.49)).verdict).toBe('as-expected');
  const often = makeReference({ horizonBars: 11 });
  expect(judge(makeBars(300, 0.51, 0.49), often).verdict).toBe('too-early');
});

test('bars whose horizon has not passed, or without a probability, are no labels', () => {
  const { labels, probability } = makeBars(400, 0.51, 0.49);
  labels.fill(255, 390);
  probability.fill(NaN, 0, 40);
  expect(judge({ labels, probability }).labels).toBe(350);
});

test('by hand: ranking below the promise by more than the chance in both is worse', () => {
  // 100 rises and 100 falls for each of p = 0.51 and p = 0.49: AUC 0.5. Half of the placements of either
  // label are 0.25, half 0.75: sample variance 0.0625 * 200 / 199. DeLong: twice that over 200, times the
  // horizon of 10: 0.00625 * 200 / 199 = 0.0062814, a standard error of 0.079255.
  const live = {
    labels: Uint8Array.from({ length: 400 }, (_, i) => i % 2),
    probability: Float64Array.from({ length: 400 }, (_, i) => (i % 4 < 2 ? 0.51 : 0.49)),
  };
  const promise = (auc: number, error: number) => {
    const reference = makeReference();
    const reach = 1.959963984540054 * error;
    const aucCi = [auc - reach, auc + reach] as const;
    return { ...reference, test: { ...reference.test, auc, aucCi } };
  };
  // An exact promise: 3.2905 * 0.079255 = 0.26079.
  expect(judge(live, promise(0.76, 0)).verdict).toBe('as-expected');
  expect(judge(live, promise(0.762, 0)).verdict).toBe('worse');
  // One with an error of 0.06: sqrt(0.0062814 + 0.0036) = 0.099405, times 3.2905: 0.32710.
  expect(judge(live, promise(0.762, 0.06)).verdict).toBe('as-expected');
  expect(judge(live, promise(0.826, 0.06)).verdict).toBe('as-expected');
  expect(judge(live, promise(0.828, 0.06)).verdict).toBe('worse');
});

test('probabilities that are off as a whole by more than chance are miscalibrated', () => {
  // 400 bars with p = 0.5 + d, half of which rise: gap d, and E (p - y)^2 = 0.25 + d^2, so a variance
  // of 0.25 / 40 independent bars. The 20,000 of the test block (gap 0): 2,000 independent ones,
  // E (p - y)^2 = 0.49^2 = 0.2401. The error is sqrt(0.00625 + 0.00012005) = 0.079813, times 3.2905 (99.9%,
  // for looks again and again): 0.26263. 95% would be 0.15643.
  expect(judge(makeBars(400, 0.7, 0.7)).verdict).toBe('as-expected');
  expect(judge(makeBars(400, 0.762, 0.762)).verdict).toBe('as-expected');
  expect(judge(makeBars(400, 0.763, 0.763)).verdict).toBe('miscalibrated');
  expect(judge(makeBars(400, 0.237, 0.237)).verdict).toBe('miscalibrated');
});

test('a model that was off in its test block already is no other one live', () => {
  const { labels, probability } = makeBars(20_000, 0.8, 0.8);
  const off = makeReference({
    test: { ...reportMinutes(labels, probability, 10, 0.5), ...coinAuc },
  });
  expect(judge(makeBars(400, 0.8, 0.8), off).verdict).toBe('as-expected');
  expect(judge(makeBars(400, 0.5, 0.5), off).verdict).toBe('miscalibrated');
});

test('live calibration and the expected one are told side by side', () => {
  const { live, expected } = judge(makeBars(400, 0.62, 0.42));
  expect(live.meanProbability).toBeCloseTo(0.52, 12);
  expect(live.riseFraction).toBeCloseTo(0.5, 12);
  // Two bins of 200 bars: 0.62 came true always, 0.42 never: (0.38 + 0.42) / 2.
  expect(live.ece).toBeCloseTo(0.4, 12);
  expect(live.reliability.filter(({ count }) => count > 0)).toHaveLength(2);
  // 0.51 always, 0.49 never.
  expect(expected.ece).toBeCloseTo(0.49, 12);
});

test('features that lie elsewhere are a shift, but only once a whole day has been seen', () => {
  const elsewhere = spread.map((value) => value + 0.5);
  const day = { ...makeBars(dayBars, 0.51, 0.49), features: [elsewhere] };
  expect(judge(day).verdict).toBe('shifted');
  expect(judge(day).shifts[0].psi).toBeGreaterThan(0.4);
  const early = {
    ...makeBars(dayBars - 1, 0.51, 0.49),
    features: [elsewhere.subarray(0, dayBars - 1)],
  };
  expect(judge(early).verdict).toBe('as-expected');
  expect(judge(early).shifts[0]).toMatchObject({ name: 'a', limit: NaN });
});

test('an index that days of the reference reach by themselves is no shift', () => {
  const elsewhere = spread.map((value) => value + 0.5);
  const day = { ...makeBars(dayBars, 0.51, 0.49), features: [elsewhere] };
  const { psi } = judge(day).shifts[0];
  const judgeWithin = (limit: number) => {
    const [reference] = makeReference().features;
    if (reference === undefined) throw new Error('the reference has a feature');
    const limits = [{ bars: dayBars, psi: limit }];
    return judge(day, makeReference({ features: [{ ...reference, limits }] })).shifts[0];
  };
  expect(judgeWithin(psi + 0.01)).toMatchObject({ psi, hasShifted: false });
  expect(judgeWithin(psi)).toMatchObject({ psi, hasShifted: false });
  expect(judgeWithin(psi - 0.01)).toMatchObject({ psi, hasShifted: true });
});

test('where the training bars are gone, no shift is known', () => {
  const gone = makeReference({ features: [undefined] });
  expect(judge({}, gone).shifts).toEqual([
    { name: 'a', psi: NaN, limit: NaN, hasShifted: false },
    { name: 'probability', psi: NaN, limit: NaN, hasShifted: false },
  ]);
});
