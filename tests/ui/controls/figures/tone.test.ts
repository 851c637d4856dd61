import { expect, it } from 'vitest';
import { toneOf } from '../../../../src/ui/controls/figures/tone';

it('colours gains and losses, and neither 0 nor the undefined', () => {
  expect([0.01, -0.01, 0, Number.NaN].map((result) => toneOf(result))).toEqual([
    'up',
    'down',
    '',
    '',
  ]);
});

it('a result is coloured only where its interval, if known, excludes 0', () => {
  expect(toneOf(2, [1, 3])).toBe('up');
  expect(toneOf(2, [-1, 5])).toBe('');
  expect(toneOf(-2, [-3, -1])).toBe('down');
  expect(toneOf(-2, [-5, 1])).toBe('');
  expect(toneOf(2, [NaN, NaN])).toBe('');
});
