import { expect, test } from 'vitest';
import { squash } from '../../../src/core/models/calibration';
import { createRandom } from '../../../src/core/random';
import {
  findOffsets,
  fitLogistic,
  prepareLogistic,
  readLogit,
  solveLogistic,
} from '../../../src/core/models/logistic-regression';

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

test('sums of products are those of every pair of columns, whatever the lags', () => {
  const random = createRandom(5);
  const values = Float32Array.from({ length: 3 * 60 }, () => random.normal());
  const subject = { values, width: 3, columns: [2, 0], lags: [0, 1, 2, 4, 7] };
  const rows = [
    { start: 8, end: 9 },
    { start: 12, end: 31 },
    { start: 33, end: 60 },
  ];
  const preparing = prepareLogistic(subject, [], rows);
  let next = preparing.next();
  while (next.done !== true) next = preparing.next();
  const { products, offsets, size } = next.value;
  const x = (bar: number, at: number) => (at === 0 ? 1 : values[3 * bar + offsets[at - 1]]);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (const { start, end } of rows) {
        for (let bar = start; bar < end; bar++) sum += x(bar, i) * x(bar, j);
      }
      expect(products[i * size + j]).toBeCloseTo(sum, 10);
    }
  }
});

test('labels that are rare take few passes, and a penalty draws weights to 0', () => {
  const { subject } = draw(5000);
  const labels = Uint8Array.from({ length: 5000 }, (_, bar) =>
    Number(subject.values[2 * bar] > 1.5),
  );
  const solve = (penalty: number) => {
    const preparing = prepareLogistic(subject, labels, [{ start: 1, end: 5000 }]);
    let prepared = preparing.next();
    while (prepared.done !== true) prepared = preparing.next();
    const solving = solveLogistic(prepared.value, penalty);
    let passes = 0;
    let solved = solving.next();
    for (; solved.done !== true; solved = solving.next()) passes++;
    return { ...solved.value, passes };
  };
  const [strong, weak] = [solve(5000), solve(50)];
  expect(Math.abs(strong.weights[1])).toBeLessThan(Math.abs(weak.weights[1]));
  expect(weak.logLoss).toBeLessThan(strong.logLoss);
  expect(Math.max(strong.passes, weak.passes)).toBeLessThan(25);
});
