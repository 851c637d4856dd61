import { describe, expect, it } from 'vitest';
import { computeEma } from '../../../src/core/indicators/ema';

describe('computeEma', () => {
  it('begins at the first value and weighs the newest 2 / (length + 1)', () => {
    expect([...computeEma(Float64Array.of(10, 20, 20, 0), 3)]).toEqual([10, 15, 17.5, 8.75]);
  });
});
