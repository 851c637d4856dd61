import { expect, test } from 'vitest';
import { createBarSeries } from '../../../src/live/market/bar-series';
import { createLivePredictor } from '../../../src/core/models/predictor';
import { createPredictions } from '../../../src/live/paper/predictions';
import { defaultNames as features, makeWalk, makeWeights, minuteMs, uncalibrated } from '../walk';

const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 1, dropout: 0 };
const model = {
  id: 'm',
  horizonBars: 10,
  spec,
  features,
  scaler: { mean: features.map(() => 0), deviation: features.map(() => 0.01) },
  calibration: uncalibrated,
  weights: makeWeights(spec, features.length, 3),
};
const bars = makeWalk(600, 1, [450]);
const series = createBarSeries(minuteMs);
bars.forEach((bar) => series.append(bar));

const predictor = createLivePredictor(model, minuteMs);
const heard = bars.map((bar) => predictor.push(bar));

test('a bar that is asked about late has the answer that it had in its turn, also past a gap', () => {
  const predictions = createPredictions(minuteMs, () => series);
  predictions.add(model);
  const ask = (index: number) => predictions.predict('BTCUSDT', 'm', bars[index])?.probability;
  expect([400, 401, 402].map(ask)).toEqual(heard.slice(400, 403));
  expect(ask(590)).toBe(heard[590]);
  expect(ask(449)).toBe(heard[449]);
  expect([450, 451].map(ask)).toEqual([NaN, NaN]);
});

test('after a correction new predictions use the corrected bars, and old ones stay', () => {
  const changed = createBarSeries(minuteMs);
  bars.slice(0, 400).forEach((bar) => changed.append(bar));
  const predictions = createPredictions(minuteMs, () => changed);
  predictions.add(model);
  const first = predictions.predict('BTCUSDT', 'm', bars[398]);
  changed.replace(398, { ...bars[398], close: bars[398].high });
  predictions.noteCorrection('BTCUSDT');
  expect(predictions.predict('BTCUSDT', 'm', bars[399])?.probability).not.toBe(heard[399]);
  expect(predictions.find('BTCUSDT', 'm', bars[398].openTime)).toBe(first);
});

test('a model that is not here says nothing', () => {
  const predictions = createPredictions(minuteMs, () => series);
  expect(predictions.predict('BTCUSDT', 'm', bars[400])).toBeUndefined();
  expect(predictions.find('BTCUSDT', 'm', bars[400].openTime)).toBeUndefined();
});
