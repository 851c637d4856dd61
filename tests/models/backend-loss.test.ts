import { describe, expect, it, vi } from 'vitest';
import { guardBackend } from '../../models/backend-loss';

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
