import { describe, expect, it } from 'vitest';
import {
  findCloseSlack,
  formatInterval,
  guessIntervalMs,
  subtractInterval,
} from '../../../src/core/bars/interval';
import { BarsError } from '../../../src/core/bars/validate';

describe('formatInterval', () => {
  it.each([
    [60_000, '1m'],
    [900_000, '15m'],
    [14_400_000, '4h'],
    [86_400_000, '1d'],
    [90_000, '90s'],
    [250, '250ms'],
  ])('writes %d ms as %s', (intervalMs, text) => {
    expect(formatInterval(intervalMs)).toBe(text);
  });
});

describe('guessIntervalMs', () => {
  it('returns the most frequent step, whatever the gaps', () => {
    expect(guessIntervalMs([0, 60, 120, 500, 560, 900])).toBe(60);
  });

  it('returns the smaller step of a tie', () => {
    expect(guessIntervalMs([0, 300, 360])).toBe(60);
  });

  it('counts no repeated time, no step back and no NaN', () => {
    expect(guessIntervalMs([0, 0, 0, -60, -60, NaN, 5, 65])).toBe(60);
  });

  it.each([[[]], [[5]], [[5, 5, 4]]])('throws for %j, in which time does not go on', (times) => {
    expect(() => guessIntervalMs(times)).toThrow(BarsError);
  });
});

const minute = 60_000;
const day = 86_400_000;
const from = Date.UTC(2024, 0, 1);

/** Times of the close of three bars, so much before the next one's open. */
const closes = (intervalMs: number, slackMs: number): Float64Array =>
  Float64Array.of(1, 2, 3).map((bar) => from + bar * intervalMs - slackMs);

describe('findCloseSlack', () => {
  it.each([
    [minute, 1],
    [minute, 1000],
    [60 * minute, 1],
    [60 * minute, minute],
    [day, 1],
    [day, 1000],
    [day, minute],
  ])('sees that bars of %i ms end %i ms before the next', (intervalMs, slackMs) => {
    expect(findCloseSlack(closes(intervalMs, slackMs), intervalMs)).toBe(slackMs);
  });

  it('takes nothing else for a close', () => {
    expect(findCloseSlack(closes(minute, 0), minute)).toBe(undefined);
    // Bars of one second do begin at 59.
    expect(findCloseSlack(closes(1000, 1000), 1000)).toBe(undefined);
    // Bars of thirty minutes that begin at 29 and 59 are odd, but no close by a minute's rule.
    expect(findCloseSlack(closes(30 * minute, minute), 30 * minute)).toBe(undefined);
    expect(findCloseSlack(closes(minute, 1).fill(from, 1, 2), minute)).toBe(undefined);
    expect(findCloseSlack(closes(minute, 1), NaN)).toBe(undefined);
  });
});

describe('subtractInterval', () => {
  it.each([0, 1, 1000, minute])('turns closes %i ms early into opens', (slackMs) => {
    const times = closes(day, slackMs);
    subtractInterval(times, day);
    expect([...times]).toEqual([from, from + day, from + 2 * day]);
  });

  it('keeps the distance of a close that came early', () => {
    const times = closes(minute, 1);
    times[1] -= 20_000;
    subtractInterval(times, minute);
    expect([...times]).toEqual([from, from + minute - 20_000, from + 2 * minute]);
  });
});
