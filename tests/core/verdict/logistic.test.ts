import { expect, test } from 'vitest';
import { squash } from '../../../src/core/models/calibration';
import { createRandom } from '../../../src/core/random';
import { findOffsets, fitLogistic, readLogit } from '../../../src/core/verdict/logistic';

const truth = [0.2, 1, -0.5, 0, 0.7];

/** Two features, read at lags 0 and 1; label by `truth`: intercept, both at lag 0, both at lag 1. */
function draw(bars: number) {
  const random = createRandom(3);
  const values = Float32Array.from({ length: 2 * bars }, () => random.normal());
  const subject = { values, width: 2, columns: [0, 1], lags: [0, 1] };
  const labels = Uint8Array.from({ length: bars }, (_, bar) => {
    const x = [1, values[2 * bar], values[2 * bar + 1], values[2 * bar - 2], values[2 * bar - 1]];
    return Number(random.uniform() < squash(x.reduce((sum, v, i) => sum + v * truth[i], 0)));
  });
  return { subject, labels };
}

test('a logistic truth is recovered, lags included', () => {
  const { subject, labels } = draw(50_000);
  const weights = fitLogistic(subject, labels, [{ start: 1, end: 50_000 }]);
  truth.forEach((value, at) => expect(Math.abs(weights[at] - value)).toBeLessThan(0.04));
});

test('the weights are the maximum of the penalized likelihood: its gradient is 0', () => {
  const { subject, labels } = draw(400);
  const rows = [
    { start: 1, end: 150 },
    { start: 160, end: 400 },
  ];
  const weights = fitLogistic(subject, labels, rows);
  const gradient = Float64Array.from(weights, (weight, at) => (at === 0 ? 0 : -weight));
  const offsets = findOffsets(subject);
  for (const { start, end } of rows) {
    for (let bar = start; bar < end; bar++) {
      const error = labels[bar] - squash(readLogit(subject, weights, offsets, bar));
      gradient[0] += error;
      offsets.forEach((offset, at) => {
        gradient[at + 1] += error * subject.values[2 * bar + offset];
      });
    }
  }
  for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-3);
});
