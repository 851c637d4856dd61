import type { EpochMs } from './bars';

/**
 * How a number counts time: since 1970-01-01T00:00:00Z, except `ticks`, which are .NET's of 100 ns since the year 1,
 * and `ns-2000`, which are kdb's nanoseconds since 2000.
 */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns' | 'ticks' | 'ns-2000';

/**
 * Returns `YYYY-MM-DDTHH:MM:SSZ`, milliseconds cut off, or the number of milliseconds where that is beyond what
 * a date can be. Years above 9999 have a sign and six digits.
 */
export function formatUtc(epochMs: EpochMs): string {
  if (!(Math.abs(epochMs) <= maxDateMs)) return `${epochMs} ms`;
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The furthest that a `Date` reaches, in both directions. */
export const maxDateMs = 8.64e15;

/** Whether a time can be that of a bar: from 1980-01-01 to 2100-01-01. A wrong unit gives others. */
export function isPlausibleTime(epochMs: EpochMs): boolean {
  return epochMs >= minTimeMs && epochMs < endTimeMs;
}

const minTimeMs = Date.UTC(1980, 0);
const endTimeMs = Date.UTC(2100, 0);

/** Names of the units for people. */
export const timeUnitNames: Readonly<Record<TimeUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  ticks: '.NET ticks, of 100 ns since the year 1',
  'ns-2000': 'nanoseconds since 2000',
};

/** The unit in which `time` lies between 1973 and 5138. */
export function guessTimeUnit(time: number): TimeUnit {
  const size = Math.abs(time);
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}

/** Whether a count of time lies between 1980 and 2100 in the unit that its size tells. */
export function isPlausibleCount(time: number): boolean {
  return isPlausibleTime(toEpochMs(time, guessTimeUnit(time)));
}

/**
 * Whole milliseconds of a count of time, rounded down, so that the last microsecond of a bar stays
 * within it; what float64 cannot tell apart is rounded to the nearest first.
 */
export function toEpochMs(time: number, unit: TimeUnit): number {
  switch (unit) {
    case 's':
      return Math.floor(time * 1000 + 0.0005);
    case 'ms':
      return Math.floor(time);
    case 'us':
      // Dividing is exact where multiplying by 1e-3 is not.
      return Math.floor(time / 1e3);
    case 'ns':
      return Math.floor(Math.round(time / 1e3) / 1e3);
    case 'ticks':
      return Math.floor(Math.round(time / 100) / 100) - yearOneMs;
    case 'ns-2000':
      return Math.floor(Math.round(time / 1e3) / 1e3) + year2000Ms;
  }
}

/** From the beginning of the year 1 to 1970. */
const yearOneMs = 62_135_596_800_000;
const year2000Ms = Date.UTC(2000, 0);
