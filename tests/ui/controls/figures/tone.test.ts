import { expect, it } from 'vitest';
import { toneOf } from '../../../../src/ui/controls/figures/tone';

it('colours gains and losses, and neither 0 nor the undefined', () => {
  expect([0.01, -0.01, 0, Number.NaN].map(toneOf)).toEqual(['up', 'down', '', '']);
});
