import { tensor1d, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  clipByGlobalNorm,
  createAdamW,
  scheduleLearningRate,
  stepAdamW,
} from '../../models/optimizer';
import { startNodeBackend } from './start-backend';

beforeAll(async () => {
  await startNodeBackend('wasm');
});

describe('stepAdamW', () => {
  it('moves each parameter by the learning rate against its gradient at the first step', async () => {
    const { parameters, state } = stepAdamW(
      tensor1d([1, 1]),
      tensor1d([5, -0.001]),
      zeros([2]),
      createAdamW(2),
      { learningRate: 0.1 },
    );
    const [first, second] = await parameters.data();
    expect(first).toBeCloseTo(0.9, 5);
    expect(second).toBeCloseTo(1.1, 5);
    expect(state.steps).toBe(1);
  });

  it('decays a parameter apart from its gradient, by the learning rate times its decay', async () => {
    const { parameters } = stepAdamW(
      tensor1d([2, 2]),
      zeros([2]),
      tensor1d([0.5, 0]),
      createAdamW(2),
      { learningRate: 0.1 },
    );
    const [decayed, kept] = await parameters.data();
    expect(decayed).toBeCloseTo(2 * (1 - 0.1 * 0.5), 6);
    expect(kept).toBe(2);
  });

  it('changes nothing that it was given', async () => {
    const parameters = tensor1d([1]);
    const state = createAdamW(1);
    stepAdamW(parameters, tensor1d([1]), tensor1d([1]), state, { learningRate: 0.1 });
    expect([...(await parameters.data()), ...(await state.mean.data())]).toEqual([1, 0]);
  });
});

describe('clipByGlobalNorm', () => {
  it('scales a longer gradient down to the norm', async () => {
    const [x, y] = await clipByGlobalNorm(tensor1d([30, 40]), 5).data();
    expect(x).toBeCloseTo(3, 5);
    expect(y).toBeCloseTo(4, 5);
  });

  it('leaves a shorter one as it is', async () => {
    expect([...(await clipByGlobalNorm(tensor1d([3, 4]), 50).data())]).toEqual([3, 4]);
  });
});

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
