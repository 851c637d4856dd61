import { expect, test } from 'vitest';
import { createReplayClock } from '../../workers/replay-clock';
import type { ReplaySpeed } from '../../workers/api/session';

/** A clock on made-up time, where advancing a bar costs `barCostMs`. */
function makeBench(speed: ReplaySpeed, { bars = 1e9, barCostMs = 0, holdsFrames = false } = {}) {
  let timeMs = 0;
  let seen = 0;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  const frames: { readonly at: number; readonly seen: number; readonly isRunning: boolean }[] = [];
  const events: string[] = [];
  let release: () => void = () => undefined;
  const clock = createReplayClock(
    {
      now: () => timeMs,
      setTimer(callback, delayMs) {
        const timer = { at: timeMs + delayMs, callback };
        timers.push(timer);
        return () => (timers = timers.filter((other) => other !== timer));
      },
      advance(count) {
        const shown = Math.min(count, bars - seen);
        seen += shown;
        timeMs += shown * barCostMs;
      },
      isAtEnd: () => seen >= bars,
      publish(isRunning) {
        frames.push({ at: timeMs, seen, isRunning });
        events.push('frame');
        return holdsFrames ? new Promise((resolve) => (release = resolve)) : Promise.resolve();
      },
      onEnded: () => events.push('ended'),
    },
    speed,
  );
  /** Lets `ms` pass, timers fired in their order and promises settled in between. */
  const pass = async (ms: number) => {
    const until = timeMs + ms;
    for (;;) {
      const next = timers.reduce<(typeof timers)[number] | undefined>(
        (first, timer) => (first === undefined || timer.at < first.at ? timer : first),
        undefined,
      );
      if (next === undefined || next.at > until) break;
      timers = timers.filter((timer) => timer !== next);
      timeMs = Math.max(timeMs, next.at);
      next.callback();
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
    timeMs = Math.max(timeMs, until);
  };
  return {
    clock,
    pass,
    frames,
    events,
    seen: () => seen,
    sleep: (ms: number) => (timeMs += ms),
    release: () => release(),
  };
}

test.each([
  [1, 10],
  [5, 50],
  [10, 100],
  [50, 500],
] as const)('%ix shows %i bars a second', async (speed, barsPerSecond) => {
  const bench = makeBench(speed);
  bench.clock.start();
  await bench.pass(60_000);
  expect(Math.abs(bench.seen() - 60 * barsPerSecond)).toBeLessThanOrEqual(barsPerSecond / 50 + 1);
});

test('max works half of the time, in slices of about 8 ms', async () => {
  const bench = makeBench('max', { barCostMs: 0.0005 });
  bench.clock.start();
  await bench.pass(1600);
  const busyMs = bench.seen() * 0.0005;
  expect(busyMs).toBeGreaterThan(700);
  expect(busyMs).toBeLessThan(1100);
});

test('at most one frame every 16 ms is published, whatever is asked', async () => {
  const bench = makeBench(50);
  bench.clock.start();
  for (let ask = 0; ask < 200; ask++) {
    bench.clock.requestFrame();
    await bench.pass(5);
  }
  expect(bench.frames.length).toBeGreaterThan(50);
  bench.frames.forEach((frame, row) => {
    expect(frame.at - (bench.frames[row - 1]?.at ?? -16)).toBeGreaterThanOrEqual(16);
  });
});

test('a frame waits until the one before was taken in, while bars go on', async () => {
  const bench = makeBench(50, { holdsFrames: true });
  bench.clock.start();
  await bench.pass(1000);
  expect(bench.frames).toHaveLength(1);
  expect(bench.seen()).toBeGreaterThan(480);
  bench.release();
  await bench.pass(40);
  expect(bench.frames).toHaveLength(2);
});

test('the end stops the clock, publishes a last frame, then says so once', async () => {
  const bench = makeBench(50, { bars: 100 });
  bench.clock.start();
  await bench.pass(5000);
  expect(bench.frames.at(-1)).toMatchObject({ seen: 100, isRunning: false });
  expect(bench.events.slice(-2)).toEqual(['frame', 'ended']);
  expect(bench.events.filter((event) => event === 'ended')).toHaveLength(1);
});

test('stop keeps the playhead and says so; start goes on without a leap', async () => {
  const bench = makeBench(10);
  bench.clock.start();
  await bench.pass(1000);
  bench.clock.stop();
  await bench.pass(60_000);
  const stopped = bench.seen();
  expect(stopped).toBeLessThanOrEqual(101);
  expect(bench.frames.at(-1)).toMatchObject({ seen: stopped, isRunning: false });
  bench.clock.start();
  await bench.pass(1000);
  expect(bench.seen() - stopped).toBeGreaterThanOrEqual(97);
  expect(bench.seen() - stopped).toBeLessThanOrEqual(101);
});

test('after a long sleep of the machine at most a second is caught up', async () => {
  const bench = makeBench(50);
  bench.clock.start();
  await bench.pass(100);
  bench.sleep(3_600_000);
  await bench.pass(20);
  expect(bench.seen()).toBeLessThan(50 + 500 + 20);
});

test('a disposed clock shows and publishes nothing more', async () => {
  const bench = makeBench(50);
  bench.clock.start();
  await bench.pass(500);
  bench.clock.dispose();
  const [seen, frames] = [bench.seen(), bench.frames.length];
  bench.clock.requestFrame();
  bench.clock.start();
  await bench.pass(500);
  expect(bench.seen()).toBe(seen);
  expect(bench.frames).toHaveLength(frames);
});
