import { expect, test } from 'vitest';
import { computeFeatures, defaultFeatures } from '../../../src/core/features/compute';
import { builtInFeatures } from '../../../src/core/features/list';
import { calibrate } from '../../../src/core/models/calibration';
import { countHistoryBars, createLivePredictor } from '../../../src/core/models/predictor';
import { makeWalk, makeWeights, minuteMs, toBars, uncalibrated } from '../../live/walk';

const spec = { kind: 'tcn' as const, width: 4, kernel: 3, blocks: 2, dropout: 0 };
const bars = makeWalk(600);
const features = defaultFeatures(toBars(bars));
const model = {
  spec,
  features,
  scaler: { mean: features.map(() => 0), deviation: features.map(() => 0.01) },
  calibration: uncalibrated,
  weights: makeWeights(spec, features.length),
};

function predictAll(from: number, walk = bars): number[] {
  const predictor = createLivePredictor(model, minuteMs);
  return walk.slice(from).map((bar) => predictor.push(bar));
}

test('a probability does not depend, by a single bit, on when the session began', () => {
  const whole = predictAll(0);
  const history = countHistoryBars(model, minuteMs);
  for (const from of [1, 7, 59, 61, 137]) {
    const late = predictAll(from);
    expect(late.slice(history)).toEqual(whole.slice(from + history));
  }
});

test('features of the last bar agree with a batch within 1e-12', () => {
  const predictor = createLivePredictor(model, minuteMs);
  const { columns } = computeFeatures(toBars(bars), features);
  bars.forEach((bar, index) => {
    predictor.push(bar);
    predictor.features().forEach((value, column) => {
      const expected = columns[column][index];
      if (Number.isNaN(expected)) expect(value).toBeNaN();
      else expect(Math.abs(value - expected)).toBeLessThan(1e-12);
    });
  });
});

test('every feature of a last bar agrees with a batch, across a gap too', () => {
  const names = [...builtInFeatures.map(({ name }) => name), 'ret_1@5m', 'vol_20@5m', 'ret_1@1h'];
  const scaler = { mean: names.map(() => 0), deviation: names.map(() => 1) };
  const weights = makeWeights(spec, names.length);
  const predictor = createLivePredictor({ ...model, features: names, scaler, weights }, minuteMs);
  const walk = makeWalk(560, 2, [280]);
  const { columns } = computeFeatures(toBars(walk), names);
  walk.forEach((bar, index) => {
    predictor.push(bar);
    const live = predictor.features();
    const off = names.filter((_, column) => {
      const expected = columns[column][index];
      return Number.isNaN(expected)
        ? !Number.isNaN(live[column])
        : !(Math.abs(live[column] - expected) < 1e-12);
    });
    expect(off).toEqual([]);
  });
});

test('a gap begins a new warm-up: no window spans it', () => {
  const gap = 300;
  const probabilities = predictAll(0, makeWalk(600, 1, [gap]));
  const warmUp = 60 + 1 + 2 * 2 * 3 - 1;
  expect(probabilities[gap - 1]).not.toBeNaN();
  expect(probabilities.slice(gap, gap + warmUp).every(Number.isNaN)).toBe(true);
  expect(probabilities[gap + warmUp]).not.toBeNaN();
});

test('a probability is calibrated before it leaves the predictor', () => {
  const calibration = { temperature: 2, bias: -0.3 };
  const predictor = createLivePredictor({ ...model, calibration }, minuteMs);
  predictAll(0).forEach((probability, index) => {
    const calibrated = predictor.push(bars[index]);
    if (Number.isNaN(probability)) expect(calibrated).toBeNaN();
    else expect(calibrated).toBeCloseTo(calibrate(probability, calibration), 12);
  });
});
