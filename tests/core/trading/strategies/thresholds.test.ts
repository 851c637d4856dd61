import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formOpinion, resolveRules } from '../../../../src/core/trading/rules';
import { noPast } from '../../../../src/core/trading/strategies/past-bars';
import {
  defaultTradingSettings,
  type TradingSettings,
} from '../../../../src/core/trading/settings';
import { nameSignal } from '../../../../src/core/trading/strategies/strategy';
import { thresholdsAt } from '../engine-scenario';

const bar = { index: 0, openTime: 0, open: 1, high: 1, low: 1, close: 1 };

function ask(
  probability: number,
  long: number,
  short: number,
  change: Partial<TradingSettings> = {},
) {
  const strategy = thresholdsAt(long, short);
  const settings = { ...defaultTradingSettings, strategy, ...change };
  const { side, confidence } = formOpinion(resolveRules(settings), {
    bar,
    probability,
    positions: [],
    past: noPast,
  });
  return { signal: nameSignal(side), confidence };
}

test.each([
  [0.55, 'LONG'],
  [0.9, 'LONG'],
  [0.5499, 'NEUTRAL'],
  [0.4501, 'NEUTRAL'],
  [0.45, 'SHORT'],
  [0.1, 'SHORT'],
])('a probability of %f is %s at thresholds 0.55 / 0.45', (probability, signal) => {
  expect(ask(probability, 0.55, 0.45).signal).toBe(signal);
});

test('no opinion is neutral, without a confidence', () => {
  expect(ask(NaN, 0.55, 0.45)).toEqual({ signal: 'NEUTRAL', confidence: NaN });
});

test.each([
  ['at the long threshold', 0.6, 0],
  ['half way from long to certain', 0.8, 0.5],
  ['certain of a rise', 1, 1],
  ['at the short threshold', 0.4, 0],
  ['half way from short to certain', 0.2, 0.5],
  ['in the middle of neutral', 0.5, 0.5],
  ['in neutral, a quarter of the way from short', 0.45, 0.75],
])('confidence %s', (_, probability, confidence) => {
  expect(ask(probability, 0.6, 0.4).confidence).toBeCloseTo(confidence, 12);
});

test('what a filter makes neutral is as near to a signal as can be', () => {
  const filter = thresholdsAt(0.99, 0.01);
  expect(ask(0.9, 0.55, 0.45, { filter })).toEqual({ signal: 'NEUTRAL', confidence: 1 });
});

test('confidence lies within 0 and 1 for every probability and thresholds', () => {
  const inside = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), inside, inside, (probability, a, b) => {
      fc.pre(a !== b);
      const { confidence } = ask(probability, Math.max(a, b), Math.min(a, b));
      return confidence >= 0 && confidence <= 1;
    }),
  );
});
