import { beforeEach, expect, test, vi } from 'vitest';
import { trainApi } from '../../workers/train';
import { startCompute } from '../../workers/warm-start';

const backends = vi.hoisted(() => ({ calls: [] as string[] }));

vi.mock('../../models/backend', () => ({
  startBackend: async (choice: string) => {
    backends.calls.push(`start ${choice}`);
    await Promise.resolve();
    backends.calls.push(`end ${choice}`);
    return { name: 'wasm', label: '', selfTestError: 0, rejected: [] };
  },
}));

/** A worker that cannot start. */
class BrokenWorker extends EventTarget {
  postMessage(): void {
    setTimeout(() =>
      this.dispatchEvent(Object.assign(new Event('error'), { message: 'no memory' })),
    );
  }
  terminate(): void {
    // It has never run.
  }
}
vi.stubGlobal('Worker', BrokenWorker);
vi.stubGlobal('navigator', { hardwareConcurrency: 2 });

beforeEach(() => {
  backends.calls.length = 0;
});

test('a backend is started once the one of another choice has started, and not twice', async () => {
  await Promise.all([startCompute('cpu', 1), startCompute('webgpu', 1), startCompute('webgpu', 1)]);
  expect(backends.calls).toEqual(['start cpu', 'end cpu', 'start webgpu', 'end webgpu']);
});

test('warming up fails where a gradient worker cannot start', async () => {
  await expect(trainApi.warmUp('wasm', 2)).rejects.toThrow(/gradient worker stopped: no memory/);
});
