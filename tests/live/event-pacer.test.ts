import { expect, test } from 'vitest';
import { createEventPacer } from '../../src/live/publisher';

function makeBench() {
  let now = 0;
  let timer: { readonly at: number; readonly callback: () => void } | undefined;
  const told: number[] = [];
  const pacer = createEventPacer(
    {
      monotonicMs: () => now,
      setMachineTimer(callback, ms) {
        timer = { at: now + ms, callback };
        return () => (timer = undefined);
      },
    },
    () => told.push(now),
  );
  const runTo = (end: number): void => {
    while (timer !== undefined && timer.at <= end) {
      const { at, callback } = timer;
      now = at;
      timer = undefined;
      callback();
    }
    now = end;
  };
  return { pacer, told, runTo };
}

test('what changes all the time is told four times a second, and the last change is told', () => {
  const { pacer, told, runTo } = makeBench();
  for (let at = 0; at <= 1000; at += 10) {
    runTo(at);
    pacer.touch();
  }
  runTo(5000);
  expect(told).toEqual([0, 250, 500, 750, 1000, 1250]);
});

test('after the end nothing is told', () => {
  const { pacer, told, runTo } = makeBench();
  pacer.touch();
  pacer.stop();
  pacer.touch();
  runTo(1000);
  expect(told).toEqual([]);
});
