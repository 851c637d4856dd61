import { expect, test } from 'vitest';
import {
  judgeUpkeep,
  type UpkeepReference,
  type UpkeepSample,
} from '../../../src/core/live/model-upkeep';
import { reportClassification } from '../../../src/core/metrics/classification-report';
import { findDeciles } from '../../../src/core/metrics/population-stability';

const minuteMs = 60_000;
const dayBars = 1440;

/** `count` bars of which every second one rises; the model gives `up` to those that do, `down` to others. */
function makeBars(count: number, up: number, down: number) {
  return {
    labels: Uint8Array.from({ length: count }, (_, i) => (i + 1) % 2),
    probability: Float64Array.from({ length: count }, (_, i) => (i % 2 === 0 ? up : down)),
  };
}

const spread = Float64Array.from({ length: 1000 }, (_, i) => (i % 100) / 100);

function makeReference(change: Partial<UpkeepReference> = {}): UpkeepReference {
  const { labels, probability } = makeBars(20_000, 0.51, 0.49);
  return {
    // An AUC that a coin reaches, so that ranking is never what is wrong.
    test: { ...reportClassification(labels, probability, 10), auc: 0.5 },
    horizonBars: 10,
    intervalMs: minuteMs,
    featureDeciles: [findDeciles(spread)],
    probabilityDeciles: undefined,
    ...change,
  };
}

function judge(sample: Partial<UpkeepSample>, reference = makeReference()) {
  const { labels, probability } = makeBars(400, 0.51, 0.49);
  return judgeUpkeep(['a'], { labels, probability, features: [spread], ...sample }, reference);
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

test('ranking that is surely below the promise is worse', () => {
  const reference = makeReference();
  const promised = { ...reference, test: { ...reference.test, auc: 0.6 } };
  expect(judge(makeBars(400, 0.49, 0.51), promised).verdict).toBe('worse');
});

test('probabilities that are off as a whole by more than chance are miscalibrated', () => {
  // 400 bars with p = 0.5 + d, half of which rise: gap d, and E (p - y)^2 = 0.25 + d^2, so a variance
  // of 0.25 / 40 independent bars. The 20,000 of the test block (gap 0): 2,000 independent ones,
  // E (p - y)^2 = 0.49^2 = 0.2401. The error is sqrt(0.00625 + 0.00012005) = 0.079813, times 1.96: 0.15643.
  expect(judge(makeBars(400, 0.65, 0.65)).verdict).toBe('as-expected');
  expect(judge(makeBars(400, 0.656, 0.656)).verdict).toBe('as-expected');
  expect(judge(makeBars(400, 0.657, 0.657)).verdict).toBe('miscalibrated');
  expect(judge(makeBars(400, 0.343, 0.343)).verdict).toBe('miscalibrated');
});

test('a model that was off in its test block already is no other one live', () => {
  const { labels, probability } = makeBars(20_000, 0.7, 0.7);
  const off = makeReference({
    test: { ...reportClassification(labels, probability, 10), auc: 0.5 },
  });
  expect(judge(makeBars(400, 0.7, 0.7), off).verdict).toBe('as-expected');
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
  const elsewhere = { features: [spread.map((value) => value + 0.5)] };
  const day = { ...makeBars(dayBars, 0.51, 0.49), ...elsewhere };
  expect(judge(day).verdict).toBe('shifted');
  expect(judge(day).featurePsi[0].psi).toBeGreaterThan(0.25);
  const early = { ...makeBars(dayBars - 1, 0.51, 0.49), ...elsewhere };
  expect(judge(early).verdict).toBe('as-expected');
});

test('where the training bars are gone, no shift is known', () => {
  const gone = makeReference({ featureDeciles: [undefined] });
  expect(judge({}, gone).featurePsi[0].psi).toBeNaN();
});
