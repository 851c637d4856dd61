import { describe, expect, it, vi } from 'vitest';
import { BackendError, guardBackend, startBackend } from '../../models/backend';
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

const never = new Promise<string>(() => undefined);

describe('guardBackend', () => {
  it('gives what the work gives while the device is there', async () => {
    expect(await guardBackend('webgpu', never, Promise.resolve(7))).toBe(7);
  });

  it('ends work that waits for a device that is lost', async () => {
    const stuck = new Promise<number>(() => undefined);
    await expect(guardBackend('webgpu', Promise.resolve('unplugged'), stuck)).rejects.toMatchObject(
      { name: 'BackendLostError', backend: 'webgpu', message: 'webgpu: unplugged' },
    );
  });

  it('blames the loss for work that fails before the loss is told', async () => {
    const lost = new Promise<string>((resolve) => setTimeout(() => resolve('destroyed'), 50));
    const work = Promise.reject(new DOMException('mapAsync was aborted', 'AbortError'));
    await expect(guardBackend('webgpu', lost, work)).rejects.toThrow('webgpu: destroyed');
  });

  it('passes a failure on after a while when no loss is told', async () => {
    vi.useFakeTimers();
    try {
      const guarded = guardBackend(
        'webgpu',
        never,
        Promise.reject(new TypeError('something else')),
      );
      const passed = expect(guarded).rejects.toThrow(TypeError);
      await vi.runAllTimersAsync();
      await passed;
    } finally {
      vi.useRealTimers();
    }
  });

  it('passes a failure on at once where there is no device to lose', async () => {
    const work = Promise.reject(new TypeError('something else'));
    await expect(guardBackend('wasm', undefined, work)).rejects.toThrow(TypeError);
  });
});
