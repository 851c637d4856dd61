import { describe, expect, it } from 'vitest';
import { scheduleLearningRate } from '../../models/learning-rate';

describe('scheduleLearningRate', () => {
  it('rises in a line over the first half epoch', () => {
    expect(scheduleLearningRate(2e-3, 0.25, 24)).toBeCloseTo(1e-3, 12);
    expect(scheduleLearningRate(2e-3, 0.5, 24)).toBeCloseTo(2e-3, 12);
  });

  it('then only falls, to a twentieth of its peak', () => {
    const epochs = Array.from({ length: 100 }, (_, at) => 0.5 + (at * 23.5) / 99);
    const rates = epochs.map((epoch) => scheduleLearningRate(2e-3, epoch, 24));
    expect(rates.every((rate, at) => at === 0 || rate < rates[at - 1])).toBe(true);
    expect(rates[99]).toBeCloseTo(1e-4, 12);
  });
});
