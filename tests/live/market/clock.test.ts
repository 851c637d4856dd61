import { expect, test } from 'vitest';
import { createLiveClock } from '../../../src/live/market/clock';

/** A machine whose wall clock and steady clock the test moves; the exchange is `aheadMs` ahead. */
function makeMachine(aheadMs: number, factor = 1) {
  const machine = { wall: 1_000_000, steady: 0, delays: [] as number[] };
  const roundTrips = [400, 40, 44];
  const clock = createLiveClock({
    wallMs: () => machine.wall,
    monotonicMs: () => machine.steady,
    setTimer(_, ms) {
      machine.delays.push(ms);
      return () => undefined;
    },
    async askServerTime() {
      const there = roundTrips.shift() ?? 40;
      // The way there is longer than the way back on the slow trip alone.
      const isSlow = there === 400;
      const before = isSlow ? 390 : there / 2;
      pass(before);
      const time = machine.wall * factor + aheadMs;
      pass(there - before);
      return time;
    },
    factor,
  });
  const pass = (ms: number): void => {
    machine.wall += ms;
    machine.steady += ms;
  };
  return { machine, clock, pass };
}

const signal = new AbortController().signal;

test('the exchange is the median of three answers ahead, so that one slow answer does no harm', async () => {
  const { machine, clock, pass } = makeMachine(5000);
  expect(clock.now()).toBe(machine.wall);
  await clock.synchronise(signal);
  expect(clock.now()).toBe(machine.wall + 5000);
  pass(60_000);
  expect(clock.now()).toBe(machine.wall + 5000);
});

test('a time that the exchange does not tell leaves the clock as it was', async () => {
  const { machine, clock } = makeMachine(5000);
  await clock.synchronise(signal);
  const failing = createLiveClock({
    wallMs: () => machine.wall,
    monotonicMs: () => machine.steady,
    setTimer: () => () => undefined,
    askServerTime: () => Promise.reject(new Error('offline')),
  });
  await expect(failing.synchronise(signal)).rejects.toThrow('offline');
  expect(failing.now()).toBe(machine.wall);
});

test('a sleep or a clock that was set is noticed once, a slow machine is not', () => {
  const { machine, clock, pass } = makeMachine(0);
  pass(30_000);
  expect(clock.hasJumped()).toBe(false);
  machine.wall += 3_600_000;
  expect(clock.hasJumped()).toBe(true);
  expect(clock.hasJumped()).toBe(false);
  machine.wall -= 10_000;
  expect(clock.hasJumped()).toBe(true);
  machine.wall += 1000;
  expect(clock.hasJumped()).toBe(true);
  machine.wall += 800;
  expect(clock.hasJumped()).toBe(false);
});

test('timers of an accelerated exchange come sooner, those of the page do not', async () => {
  const { machine, clock, pass } = makeMachine(7000, 60);
  await clock.synchronise(signal);
  const before = clock.now();
  pass(100);
  expect(clock.now() - before).toBe(6000);
  clock.setTimer(() => undefined, 60_000);
  clock.setMachineTimer(() => undefined, 250);
  expect(machine.delays).toEqual([1000, 250]);
});
