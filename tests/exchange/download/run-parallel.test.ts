import { describe, expect, it } from 'vitest';
import { runParallel } from '../../../src/exchange/download/run-parallel';
import { createVirtualClock } from '../virtual-clock';

describe('runParallel', () => {
  it('does all, so many at a time', async () => {
    const clock = createVirtualClock(0);
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const work = async (item: number): Promise<void> => {
      most = Math.max(most, ++running);
      await clock.sleep(100 - item);
      running--;
      done.push(item);
    };
    const items = Array.from({ length: 10 }, (_, index) => index);
    await clock.run(runParallel(items, 3, undefined, work));
    expect(most).toBe(3);
    expect(done.sort((a, b) => a - b)).toEqual(items);
  });

  it('throws the first failure once the others have stopped, and starts no more', async () => {
    const clock = createVirtualClock(0);
    const ended: number[] = [];
    const failure = new Error('no');
    const work = async (item: number, signal: AbortSignal): Promise<void> => {
      try {
        await clock.sleep(item * 100, signal);
        if (item === 1) throw failure;
      } finally {
        ended.push(item);
      }
    };
    const run = clock.run(runParallel([3, 1, 2, 4], 3, undefined, work));
    await expect(run).rejects.toBe(failure);
    expect(ended.sort()).toEqual([1, 2, 3]);
    expect(clock.now()).toBe(100);
  });
});
