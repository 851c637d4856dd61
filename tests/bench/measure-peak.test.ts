import { beforeAll, describe, expect, it } from 'vitest';
import { hasRelaxedSimd } from '../../models/kernels/wasm/kernel-module';
import { measureSimdPeak } from '../../bench/page/measure-peak';
import { nodeKernels, startNodeBackend } from '../models/start-backend';

describe('measureSimdPeak', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it('gives a rate that a core of this century can have', async () => {
    const { gigaflops, isFused } = await measureSimdPeak(nodeKernels, 3);
    expect(gigaflops).toBeGreaterThan(0.5);
    expect(gigaflops).toBeLessThan(500);
    expect(isFused).toBe(hasRelaxedSimd());
  });
});
