import { readOffset } from './zone';

/** What follows the date in a text. */
export interface ClockReading {
  /** Since midnight. */
  readonly ms: number;
  readonly offsetMs: number | undefined;
  /** False where the text ends with the date. */
  readonly isGiven: boolean;
}

/**
 * Reads the time of day and the zone that follow a date: "T23:59:59.999Z", " 11:59 PM", " 235900",
 * " 12-AM"; nothing is midnight. Undefined for anything else.
 */
export function parseClock(text: string): ClockReading | undefined {
  if (text === '') return { ms: 0, offsetMs: undefined, isGiven: false };
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const [, colonHour, colonMinute, colonSecond, fraction] = found;
  const [, , , , , colonHalf, halfHour, half, digits, zone] = found;
  const hourText = colonHour ?? halfHour ?? digits?.slice(0, 2);
  const hour = toHour(hourText, colonHalf ?? half);
  const minute = Number(colonMinute ?? digits?.slice(2, 4) ?? 0);
  const second = Number((colonSecond ?? digits?.slice(4)) || 0);
  const offsetMs = zone === undefined ? undefined : readZone(zone);
  if (!(hour <= 23) || minute > 59 || second > 59 || Number.isNaN(offsetMs)) return undefined;
  const ms = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  return {
    ms: ((hour * 60 + minute) * 60 + second) * 1000 + ms,
    offsetMs,
    isGiven: hourText !== undefined,
  };
}

/** Milliseconds since midnight of "23:59:00", "11:59 PM" or, as `digits` say, 2359 or 235900. */
export function parseTimeOfDay(text: string, digits: 'hhmm' | 'hhmmss'): number {
  const trimmed = text.trim();
  const isNumber = /^\d{1,6}(\.0+)?$/.test(trimmed);
  const padded = isNumber ? trimmed.replace(/\..*/, '').padStart(digits.length, '0') : trimmed;
  if (isNumber && padded.length !== digits.length) return NaN;
  const clock = parseClock(` ${padded}`);
  return clock?.isGiven === true && clock.offsetMs === undefined ? clock.ms : NaN;
}

/** Groups: hour, minute, second, fraction, AM or PM; hour, AM or PM; digits; zone. */
const pattern = new RegExp(
  '^(?:(?:\\s*[T,_\\s]\\s*|\\s*-\\s*|(?=\\d))(?:' +
    '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,:](\\d+))?)?(?:\\s*([ap])\\.?m\\.?)?' +
    '|(\\d{1,2})\\s*-?\\s*([ap])m' +
    '|(\\d{4}|\\d{6})(?!\\d)))?' +
    '\\s*(?:\\(?(Z|(?:utc|gmt)?\\s*[+\\-\\u2212]\\d{1,2}(?::?\\d{2})?|[a-z]{3,4})\\)?(?:\\s+\\([^)]*\\))?)?$',
  'i',
);

function toHour(text: string | undefined, half: string | undefined): number {
  const hour = Number(text ?? 0);
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return NaN;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** NaN for a word that is no zone. */
function readZone(text: string): number {
  const hours = zoneHours.get(text.toLowerCase());
  return hours === undefined ? (readOffset(text) ?? NaN) : hours * 3_600_000;
}

/** In a cell, unlike in a file's name, summer and winter time are told apart. */
const zoneHours: ReadonlyMap<string, number> = new Map([
  ['est', -5],
  ['edt', -4],
  ['cdt', -5],
  ['mst', -7],
  ['mdt', -6],
  ['pst', -8],
  ['pdt', -7],
  ['cet', 1],
  ['cest', 2],
  ['bst', 1],
  ['msk', 3],
  ['hkt', 8],
  ['sgt', 8],
  ['kst', 9],
  ['jst', 9],
  ['aest', 10],
  ['aedt', 11],
]);
