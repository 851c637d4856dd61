import { expect, test } from 'vitest';
import { createSilenceWatch } from '../../../src/live/market/silence';
import { minuteMs } from '../walk';

/** A watch over minute bars that listens since 0. */
function openWatch(intervalMs = minuteMs) {
  const watch = createSilenceWatch(['A', 'B'], intervalMs);
  watch.listen(0);
  /** The first time, in seconds, from `from` on at which a symbol is due; undefined within three days. */
  const findFirstDue = (from: number): number | undefined => {
    for (let second = from; second < 3 * 86_400; second++) {
      if (watch.findDue(1000 * second) !== undefined) return second;
    }
    return undefined;
  };
  return { watch, findFirstDue };
}

test('a symbol that is traded and silent for two intervals is due', () => {
  const { watch, findFirstDue } = openWatch();
  watch.hear('A', 30_000);
  watch.hear('B', 90_000);
  watch.noteUnheardTrades('A');
  expect(findFirstDue(0)).toBe(150);
  expect(watch.findDue(150_000)).toBe('A');
  watch.hear('A', 150_001);
  expect(findFirstDue(150)).toBeUndefined();
});

test('a symbol that nobody trades is never due, however long it is silent', () => {
  const { watch, findFirstDue } = openWatch();
  expect(findFirstDue(0)).toBeUndefined();
  // What was traded before it spoke, the stream may have told of.
  watch.noteUnheardTrades('A');
  watch.hear('A', 1000);
  expect(findFirstDue(0)).toBeUndefined();
});

test.each([
  [1000, 60],
  [300_000, 600],
  [86_400_000, 600],
])('with an interval of %i ms silence lasts %i s', (intervalMs, seconds) => {
  const { watch, findFirstDue } = openWatch(intervalMs);
  watch.noteUnheardTrades('B');
  expect(findFirstDue(0)).toBe(seconds);
});

test('one that stays silent is due ever more rarely, then not at all until it has spoken', () => {
  const { watch, findFirstDue } = openWatch();
  const waits: number[] = [];
  let from = 0;
  for (let second: number | undefined; ; from = second) {
    watch.noteUnheardTrades('A');
    second = findFirstDue(from);
    if (second === undefined) break;
    waits.push((second - from) / 60);
    watch.noteRenewal(1000 * second);
    watch.listen(1000 * second);
    // It is still told of beside the symbol.
    expect(watch.quietSince('A')).toBe(0);
    expect(watch.quietSince('B')).toBe(1000 * second);
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64]);

  watch.hear('A', 1000 * from);
  watch.noteUnheardTrades('A');
  expect(findFirstDue(from)).toBe(from + 120);
});

test('a new connection that never stands is tried again after a minute, and does not count', () => {
  const { watch, findFirstDue } = openWatch();
  watch.noteUnheardTrades('A');
  watch.noteRenewal(120_000);
  expect(findFirstDue(120)).toBe(180);
  watch.noteRenewal(180_000);
  watch.listen(182_000);
  watch.noteUnheardTrades('A');
  expect(findFirstDue(182)).toBe(182 + 240);
});

test('a connection that is made anew for another reason does not count', () => {
  const { watch, findFirstDue } = openWatch();
  watch.noteUnheardTrades('A');
  watch.listen(130_000);
  expect(watch.quietSince('A')).toBe(130_000);
  expect(findFirstDue(130)).toBeUndefined();
  watch.noteUnheardTrades('A');
  expect(findFirstDue(130)).toBe(250);
});

test('while our clock is not known nothing is due', () => {
  const { watch, findFirstDue } = openWatch();
  watch.noteUnheardTrades('A');
  watch.forget();
  watch.noteUnheardTrades('A');
  expect(watch.quietSince('A')).toBeUndefined();
  expect(findFirstDue(0)).toBeUndefined();
});
