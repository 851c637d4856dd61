import { expect, test } from 'vitest';
import { runAbortable } from '../../src/client/worker-handle';
import { Job } from '../../src/state/job.svelte';

test('work that succeeds returns its result and leaves nothing behind', async () => {
  const job = new Job();
  const result = job.run(() => Promise.resolve(7));
  expect(job.isRunning).toBe(true);
  expect(await result).toBe(7);
  expect(job.isRunning).toBe(false);
  expect(job.failure).toBeUndefined();
});

test('work that fails says why, until it is dismissed', async () => {
  const job = new Job();
  expect(await job.run(() => Promise.reject(new Error('The disk is full.')))).toBeUndefined();
  expect(job.failure).toBe('The disk is full.');
  job.dismiss();
  expect(job.failure).toBeUndefined();
});

test('cancelling is no failure', async () => {
  const job = new Job();
  const never = new Promise<never>(() => undefined);
  const result = job.run((signal) => runAbortable(signal, () => undefined, never));
  job.cancel();
  expect(await result).toBeUndefined();
  expect(job.failure).toBeUndefined();
});

test('work that was aborted by something else than cancelling failed', async () => {
  const job = new Job();
  await job.run(() => Promise.reject(new DOMException('A write was given up.', 'AbortError')));
  expect(job.failure).toBe('A write was given up.');
});

test('work that is under way is left alone by another', async () => {
  const job = new Job();
  let finish: (value: string) => void = () => undefined;
  const first = job.run(() => new Promise<string>((resolve) => (finish = resolve)));
  expect(await job.run(() => Promise.resolve('second'))).toBeUndefined();
  finish('first');
  expect(await first).toBe('first');
});
