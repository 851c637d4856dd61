import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClock } from './clock/exchange-clock';

describe('a stepped clock', () => {
  test('runs tasks at their time and in their order', async () => {
    const clock = createClock({ kind: 'stepped', startAt: 1000 });
    const log: string[] = [];
    const note = (name: string) => (at: number) => void log.push(`${name} ${at} ${clock.now()}`);
    clock.schedule(1300, note('late'));
    clock.schedule(1100, note('first'));
    clock.schedule(1100, note('second'));
    clock.schedule(1200, note('cancelled'))();
    await clock.advance(200);
    expect(log).toEqual(['first 1100 1100', 'second 1100 1100']);
    expect(clock.now()).toBe(1200);
    await clock.advance(100);
    expect(log.at(-1)).toBe('late 1300 1300');
  });

  test('waits after each instant, and queues calls', async () => {
    const clock = createClock({ kind: 'stepped', startAt: 0 });
    const log: string[] = [];
    const again = (at: number): void => {
      log.push(`task ${at}`);
      clock.schedule(at + 10, again);
    };
    clock.schedule(10, again);
    const wait = async (): Promise<void> => {
      await Promise.resolve();
      log.push(`waited ${clock.now()}`);
    };
    await Promise.all([clock.advance(15, wait), clock.advance(15, wait)]);
    const expected = [10, 20, 30].flatMap((at) => [`task ${at}`, `waited ${at}`]);
    expect(log).toEqual(expected);
    clock.stop();
    await clock.advance(100, wait);
    expect(log).toEqual(expected);
  });

  test('does not go back', async () => {
    const clock = createClock({ kind: 'stepped', startAt: 0 });
    await expect(clock.advance(-1)).rejects.toThrow('was -1');
    await expect(clock.advance(NaN)).rejects.toThrow('was NaN');
    await clock.advance(5);
    expect(clock.now()).toBe(5);
  });
});

describe('an accelerated clock', () => {
  beforeEach(
    () => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }),
  );
  afterEach(() => void vi.useRealTimers());

  test('shows exchange time and runs tasks when it has come', async () => {
    const clock = createClock({ kind: 'accelerated', factor: 60, startAt: 1_000_000 });
    const log: number[] = [];
    const again = (at: number): void => {
      log.push(at);
      clock.schedule(at + 60_000, again);
    };
    clock.schedule(1_060_000, again);
    await vi.advanceTimersByTimeAsync(999);
    expect(log).toEqual([]);
    await vi.advanceTimersByTimeAsync(2001);
    expect(clock.now()).toBe(1_180_000);
    expect(log).toEqual([1_060_000, 1_120_000, 1_180_000]);
    clock.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(log).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('cannot be advanced by hand', async () => {
    const clock = createClock({ kind: 'accelerated', factor: 2 });
    await expect(clock.advance(1)).rejects.toThrow('stepped');
    expect(() => createClock({ kind: 'accelerated', factor: 0 })).toThrow('was 0');
  });
});
