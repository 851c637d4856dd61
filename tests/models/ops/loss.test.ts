import { scalar, tensor2d, type Tensor2D, valueAndGrad } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { weightedCrossEntropy } from '../../../models/ops/loss';
import { startNodeBackend } from '../start-backend';

async function measure(logits: number[], labels: number[], weights: number[]) {
  const shape: [number, number] = [1, logits.length];
  const differentiate = valueAndGrad((z) =>
    weightedCrossEntropy(z as Tensor2D, tensor2d(labels, shape), tensor2d(weights, shape)),
  );
  const { value, grad } = differentiate(tensor2d(logits, shape), scalar(1));
  return { loss: (await value.data())[0], slope: [...(await grad.data())] };
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

describe('weightedCrossEntropy', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it('is the weighted mean of -ln p of what happened', async () => {
    const { loss } = await measure([0.4, -1.2], [1, 0], [1, 3]);
    expect(loss).toBeCloseTo((-Math.log(sigmoid(0.4)) - 3 * Math.log(1 - sigmoid(-1.2))) / 4, 6);
  });

  it('has the slope (p - y) times the share of the weight', async () => {
    const { slope } = await measure([0.4, -1.2], [1, 0], [1, 3]);
    expect(slope[0]).toBeCloseTo((sigmoid(0.4) - 1) / 4, 6);
    expect(slope[1]).toBeCloseTo((sigmoid(-1.2) * 3) / 4, 6);
  });

  it('counts nothing at positions of weight 0', async () => {
    const { loss, slope } = await measure([0.4, 77], [1, 0], [1, 0]);
    expect(loss).toBeCloseTo(-Math.log(sigmoid(0.4)), 6);
    expect(slope[1]).toBe(0);
  });

  it('stays finite for logits of any size', async () => {
    const { loss, slope } = await measure([500, -500], [0, 0], [1, 1]);
    expect(loss).toBeCloseTo(250, 3);
    expect(slope).toEqual([0.5, 0]);
  });
});
