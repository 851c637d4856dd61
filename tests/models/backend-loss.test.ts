import { describe, expect, it } from 'vitest';
import { guardBackend } from '../../models/backend-loss';
import { yieldToEvents } from '../../models/yield-to-events';

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

  it('blames the loss for work that fails just before it is told', async () => {
    const lost = yieldToEvents().then(() => 'destroyed');
    const work = Promise.reject(new Error('mapAsync was aborted'));
    await expect(guardBackend('webgpu', lost, work)).rejects.toThrow('webgpu: destroyed');
  });

  it('passes every other failure on', async () => {
    const work = Promise.reject(new TypeError('something else'));
    await expect(guardBackend('wasm', never, work)).rejects.toThrow(TypeError);
  });
});
