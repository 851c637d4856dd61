import { describe, expect, it } from 'vitest';
import { BackendError, startBackend } from '../../models/backend';
import { relativeError } from '../../models/self-test';
import { startNodeBackend } from './start-backend';

describe('startBackend', () => {
  it('reports the backend, its label and how exact its gradients are', async () => {
    const report = await startNodeBackend('cpu');
    expect(report).toMatchObject({ name: 'cpu', label: 'plain CPU', rejected: [] });
    expect(report.selfTestError).toBeGreaterThan(0);
    expect(report.selfTestError).toBeLessThan(1e-5);
  });

  it('explains why a backend that was asked for cannot be used', async () => {
    const refusal = startBackend('webgpu');
    await expect(refusal).rejects.toBeInstanceOf(BackendError);
    await expect(refusal).rejects.toThrow(/webgpu: this browser has no WebGPU\)\. Use a current/);
  });

  it('takes WASM where there is no WebGPU and says why', async () => {
    const report = await startNodeBackend('auto');
    expect(report).toMatchObject({
      name: 'wasm',
      rejected: [{ name: 'webgpu', reason: 'this browser has no WebGPU' }],
    });
  });
});

describe('relativeError', () => {
  it('is the largest difference over the largest expected value', () => {
    expect(relativeError([1, 2.5, -4], [1, 2, -4])).toBe(0.125);
  });

  it('is infinite for NaN and for another length, so that neither passes a limit', () => {
    expect(relativeError([1, NaN, 2], [1, 2, 2])).toBe(Infinity);
    expect(relativeError([1], [1, 2])).toBe(Infinity);
  });
});
