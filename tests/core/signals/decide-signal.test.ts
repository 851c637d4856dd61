import { expect, test } from 'vitest';
import { decideSignal } from '../../../src/core/signals/decide-signal';

const thresholds = { long: 0.55, short: 0.45 };

test.each([
  [0.55, 'LONG'],
  [0.9, 'LONG'],
  [0.5499, 'NEUTRAL'],
  [0.4501, 'NEUTRAL'],
  [0.45, 'SHORT'],
  [0.1, 'SHORT'],
])('a probability of %f is %s at thresholds 0.55 / 0.45', (probability, signal) => {
  expect(decideSignal(probability, thresholds)).toBe(signal);
});

test('no opinion is neutral', () => {
  expect(decideSignal(NaN, thresholds)).toBe('NEUTRAL');
});
