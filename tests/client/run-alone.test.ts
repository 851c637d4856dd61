import { expect, test } from 'vitest';
import { runAlone } from '../../src/client/run-alone';

/** Locks as the browser keeps them for its tabs, for requests that do not wait. */
function makeLocks(): LockManager {
  const held = new Set<string>();
  const request = async (
    name: string,
    _options: LockOptions,
    work: (lock: Lock | null) => Promise<unknown>,
  ): Promise<unknown> => {
    if (held.has(name)) return work(null);
    held.add(name);
    try {
      return await work({ name, mode: 'exclusive' });
    } finally {
      held.delete(name);
    }
  };
  return { request, query: () => Promise.resolve({}) } as unknown as LockManager;
}

test('what another tab does is refused until it is done, however it ends', async () => {
  const locks = makeLocks();
  let fail: (error: Error) => void = () => undefined;
  const first = runAlone('a', () => new Promise((_, reject) => (fail = reject)), 'busy', locks);
  await expect(runAlone('a', () => Promise.resolve(2), 'busy', locks)).rejects.toThrow('busy');
  expect(await runAlone('b', () => Promise.resolve(3), 'busy', locks)).toBe(3);
  fail(new Error('it broke'));
  await expect(first).rejects.toThrow('it broke');
  expect(await runAlone('a', () => Promise.resolve(4), 'busy', locks)).toBe(4);
});

test('without locks work runs in any case', async () => {
  expect(await runAlone('a', () => Promise.resolve(1), 'busy', null)).toBe(1);
});
