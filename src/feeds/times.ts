import type { TimeUnit } from '../core/import';
import { ImportError } from './import-error';

export type { TimeUnit };

/** Names of the units for people. */
export const timeUnitNames: Readonly<Record<TimeUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
};

/** The unit in which `time` lies between 1973 and 5138. */
export function guessTimeUnit(time: number): TimeUnit {
  const size = Math.abs(time);
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}

/** Whether a count of time lies between 1980 and 2100 in the unit that its size tells. */
export function isPlausibleTime(time: number): boolean {
  const ms = toEpochMs(time, guessTimeUnit(time));
  return ms >= earliestMs && ms < latestMs;
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
  }
}

/** Converts `times` in place from `unit` to whole milliseconds. */
export function convertToEpochMs(times: Float64Array, unit: TimeUnit): void {
  for (let i = 0; i < times.length; i++) times[i] = toEpochMs(times[i], unit);
}

/**
 * Converts plain numbers in place to milliseconds by the unit that their size tells, and returns
 * the note that says so. Throws `ImportError` when the last time is in another unit than the first.
 */
export function convertNumericTimes(
  times: Float64Array,
  file: string,
  rowOf: (index: number) => number,
): readonly string[] {
  if (times.length === 0) return [];
  const last = times.length - 1;
  const unit = guessTimeUnit(times[0]);
  const lastUnit = guessTimeUnit(times[last]);
  if (unit !== lastUnit) {
    throw new ImportError(
      `${file}: times are ${timeUnitNames[unit]} in row ${rowOf(0)} (${times[0]}) but ` +
        `${timeUnitNames[lastUnit]} in row ${rowOf(last)} (${times[last]}). ` +
        'Split the file where the unit changes.',
    );
  }
  convertToEpochMs(times, unit);
  return [`times are ${timeUnitNames[unit]}`];
}

/**
 * Milliseconds since the epoch of an ISO 8601 time ("2024-01-01 00:00:00+09:00"), NaN for any other
 * text. A time without a zone is UTC, unlike in `Date.parse`.
 */
export function parseIsoTime(text: string): number {
  const parts = isoPattern.exec(text.trim());
  if (parts === null) return NaN;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = parts;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const isRealDay = new Date(date).getUTCDate() === Number(day) && Number(month) <= 12;
  if (!isRealDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return NaN;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  return date + seconds * 1000 + milliseconds - parseZoneMs(zone);
}

/** Whether an ISO time says which zone it is in. */
export function hasZone(text: string): boolean {
  return isoPattern.exec(text.trim())?.[8] !== undefined;
}

/** 1980-01-01 and 2100-01-01. */
const earliestMs = 315_532_800_000;
const latestMs = 4_102_444_800_000;

const isoPattern =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|UTC|[+-]\d{2}:?(?:\d{2})?)?$/i;

function parseZoneMs(zone: string | undefined): number {
  if (zone === undefined || /^(z|utc)$/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
