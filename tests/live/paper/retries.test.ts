import { expect, test } from 'vitest';
import { createRetries } from '../../../src/live/paper/retries';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function makeRetries() {
  const timers: (() => void)[] = [];
  const waits: number[] = [];
  const clock = {
    setMachineTimer(callback: () => void) {
      timers.push(callback);
      return () => void timers.splice(timers.indexOf(callback), 1);
    },
  };
  const retries = createRetries(clock, (_, waitMs) => waits.push(waitMs));
  return { retries, timers, waits };
}

test('work that fails is tried again, ever more rarely, until it succeeds', async () => {
  const { retries, timers, waits } = makeRetries();
  let tries = 0;
  retries.run('a', () => (++tries <= 7 ? Promise.reject(new Error('no')) : Promise.resolve()));
  for (let attempt = 0; attempt < 8; attempt++) {
    await turn();
    timers.pop()?.();
  }
  await turn();
  expect(tries).toBe(8);
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(timers).toEqual([]);
});

test('new work takes the place of work that waits, of its own key alone', async () => {
  const { retries, timers } = makeRetries();
  const done: string[] = [];
  retries.run('a', () => Promise.reject(new Error('no')));
  retries.run('b', () => Promise.reject(new Error('no')));
  await turn();
  expect(timers).toHaveLength(2);
  retries.run('a', async () => void done.push('new'));
  await turn();
  expect(done).toEqual(['new']);
  expect(timers).toHaveLength(1);
});

test('work of one key never overlaps: the newest follows what is under way', async () => {
  const { retries, timers, waits } = makeRetries();
  const done: string[] = [];
  let fail = (): void => undefined;
  retries.run('a', () => new Promise((_, reject) => (fail = () => reject(new Error('no')))));
  retries.run('a', async () => void done.push('second'));
  retries.run('a', async () => void done.push('third'));
  await turn();
  expect(done).toEqual([]);
  fail();
  await turn();
  expect(done).toEqual(['third']);
  expect([timers, waits]).toEqual([[], []]);
});

test('after the stop nothing is tried and nothing told', async () => {
  const { retries, timers, waits } = makeRetries();
  let fail = (): void => undefined;
  retries.run('waits', () => Promise.reject(new Error('no')));
  retries.run('works', () => new Promise((_, reject) => (fail = () => reject(new Error('no')))));
  await turn();
  retries.stop();
  fail();
  await turn();
  expect(timers).toEqual([]);
  expect(waits).toEqual([1000]);
});
