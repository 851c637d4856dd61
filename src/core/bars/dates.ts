/** Order of day, month and year in a date; `iso` is the year first. */
export type DateOrder = 'iso' | 'dmy' | 'mdy';
import { isKnownZone, readOffset } from './zone';

/** A time as a text gives it. */
interface DateReading {
  /** What calendar and clock show, in ms as if they were UTC. */
  readonly localMs: number;
  /** Offset of the zone that the text names, in ms; undefined where it names none. */
  readonly offsetMs: number | undefined;
  /** Name of a zone in a text that gives no offset: "2024-01-31 09:30 US/Eastern". */
  readonly zone?: string | undefined;
  /** Whether there is a time of day. */
  readonly hasClock: boolean;
}

/**
 * Reads dates such as "2024-01-31 23:59:00+01:00", "20240131 235900", "31/01/2024 11:59 PM" or
 * "31-Jan-2024"; `order` decides where numbers alone do not. Undefined for anything else.
 */
export function readDate(text: string, order: DateOrder): DateReading | undefined {
  const plain = readPlainIso(text);
  if (!Number.isNaN(plain)) return { localMs: plain, offsetMs: undefined, hasClock: true };
  if (plainNumber.test(text)) return undefined;
  const trimmed = text.trim().replace(weekday, '');
  for (const [pattern, read] of datePatterns) {
    const found = pattern.exec(trimmed);
    if (found === null) continue;
    const day = read(found, order);
    if (day === undefined) return undefined;
    const clock = parseClock(trimmed.slice(found[0].length));
    if (clock === undefined) return undefined;
    return {
      localMs: day + clock.ms,
      offsetMs: clock.offsetMs,
      hasClock: clock.isGiven,
      ...(clock.zone === undefined ? {} : { zone: clock.zone }),
    };
  }
  return undefined;
}

/** Orders in which the text's parts could be read; more than one where only custom decides. */
export function possibleOrders(text: string): readonly DateOrder[] {
  const orders: readonly DateOrder[] = ['iso', 'dmy', 'mdy'];
  const readable = orders.filter((order) => readDate(text, order) !== undefined);
  return isOrdered(text) ? readable : readable.slice(0, 1);
}

/** Whether day, month and year are numbers whose order is not fixed. */
function isOrdered(text: string): boolean {
  return numbers.test(text.trim().replace(weekday, ''));
}

type Match = RegExpExecArray;

/** Numbers are asked about more often than dates, and this spares them all patterns: dates have eight digits or two signs. */
const plainNumber = /^[+-]?\d{0,7}(?:[.,]\d*)?$/;
const weekday = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.\s]+/i;
const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/;
/** "2024年01月31日", "2024년 1월 31일", "2024- 01- 31", "2024. 1. 31." */
const spacedYearFirst =
  /^(\d{4})(?:\s*[年년]\s*|[-/.] )(\d{1,2})(?:\s*[月월]\s*|[-/.] )(\d{1,2})(?!\d)(?:\s*[日일]|\.)?/;
const compact = /^(\d{4})(\d{2})(\d{2})/;
const numbers = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/;
const dayWord =
  /^(\d{1,2})[-/.\s]+(?:de\s+)?(\p{L}{3,12})\.?[-/.,\s]+(?:de\s+)?(\d{4}|\d{2})(?!\d)/iu;
const wordDay = /^(\p{L}{3,12})\.?[-/\s]+(\d{1,2})(?:st|nd|rd|th)?[-/,\s]+(\d{4})(?!\d)/iu;
const yearWord = /^(\d{4})[-/\s](\p{L}{3,12})[-/\s](\d{1,2})(?!\d)/iu;

/** Each with what gives the day's start in ms, undefined where there is no such day. */
const datePatterns: readonly [RegExp, (found: Match, order: DateOrder) => number | undefined][] = [
  [yearFirst, (found) => startOfDay(found[1], found[3], found[4])],
  [numbers, readNumbers],
  [compact, (found) => startOfDay(found[1], found[2], found[3])],
  [dayWord, (found) => startOfDay(found[3], monthOf(found[2]), found[1])],
  [wordDay, (found) => startOfDay(found[3], monthOf(found[1]), found[2])],
  [spacedYearFirst, (found) => startOfDay(found[1], found[2], found[3])],
  [yearWord, (found) => startOfDay(found[1], monthOf(found[2]), found[3])],
];

function readNumbers([, first, , second, third]: Match, order: DateOrder): number | undefined {
  switch (order) {
    case 'dmy':
      return startOfDay(third, second, first);
    case 'mdy':
      return startOfDay(third, first, second);
    case 'iso':
      return third.length === 2 ? startOfDay(first.padStart(2, '0'), second, third) : undefined;
  }
}

function startOfDay(year: string, month: string | number, day: string): number | undefined {
  const fullYear =
    year.length > 2 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900);
  if (fullYear < 1900 || fullYear > 2200) return undefined;
  const start = Date.UTC(fullYear, Number(month) - 1, Number(day));
  const date = new Date(start);
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return isReal ? start : undefined;
}

/** 1 to 12, or 0 for a word that is no month in any of the languages below. */
function monthOf(word: string): number {
  const folded = word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return monthStarts.findIndex((starts) => starts.some((start) => folded.startsWith(start))) + 1;
}

/**
 * How the names of each month begin in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish
 * and Russian, without accents.
 */
const monthStarts = [
  'jan gen ene sty oca янв',
  'feb fev lut sub фев',
  'mar maa mrz mars мар',
  'apr avr abr kwi nis апр',
  'may mai mag mei maj мая маи',
  'jun juin giu cze haz июн',
  'jul juil lug lip tem июл',
  'aug aou ago sie agu авг',
  'sep set wrz eyl сен',
  'oct okt ott out paz eki окт',
  'nov lis kas ноя',
  'dec dez dic des gru ara дек',
].map((starts) => starts.split(' '));

/** What follows the date in a text. */
interface ClockReading {
  /** Since midnight. */
  readonly ms: number;
  readonly offsetMs: number | undefined;
  readonly zone?: string | undefined;
  /** False where the text ends with the date. */
  readonly isGiven: boolean;
}

/**
 * Reads the time of day and the zone that follow a date: "T23:59:59.999Z", " 11:59 PM", " 235900",
 * " 12-AM"; nothing is midnight. Undefined for anything else.
 */
function parseClock(text: string): ClockReading | undefined {
  if (text === '') return { ms: 0, offsetMs: undefined, isGiven: false };
  const named = text.includes('/') ? zoneName.exec(text) : null;
  if (named !== null && isKnownZone(named[1])) {
    const clock = parseClock(text.slice(0, named.index));
    if (clock === undefined || clock.offsetMs !== undefined) return clock;
    return { ...clock, zone: named[1] };
  }
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

/** "Europe/Berlin" at the end of a text, in brackets as Java writes it after an offset or by itself. */
const zoneName = /\s*[[(]?\b([a-z]+(?:\/[a-z_+\-\d]+){1,2})[\])]?$/i;

/** Groups: hour, minute, second, fraction, AM or PM; hour, AM or PM; digits; zone. */
const pattern = new RegExp(
  // A D stands there in BitMEX's archives.
  '^(?:(?:\\s*[TD,_\\s]\\s*|\\s*-\\s*|(?=\\d))(?:' +
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
  ['wet', 0],
  ['west', 1],
  ['eet', 2],
  ['eest', 3],
  ['bst', 1],
  ['msk', 3],
  ['hkt', 8],
  ['sgt', 8],
  ['kst', 9],
  ['jst', 9],
  ['aest', 10],
  ['aedt', 11],
]);

/**
 * Reads "2024-01-31 23:59:00" or the same with a T, in ms as if it were UTC; NaN for any other form.
 * Most files of millions of rows write times so, and this is several times faster than a pattern.
 */
function readPlainIso(text: string): number {
  if (text.length !== 19) return NaN;
  const separator = text.charCodeAt(10);
  const hasSigns =
    text.charCodeAt(4) === dash &&
    text.charCodeAt(7) === dash &&
    (separator === space || separator === letterT) &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon;
  if (!hasSigns) return NaN;
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  // Days up to 28 are in every month; the others are for the careful reader.
  const isCertain =
    year >= 1970 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
  if (!isCertain || !(hour <= 23 && minute <= 59 && second <= 59)) return NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const dash = 0x2d;
const space = 0x20;
const letterT = 0x54;
const colon = 0x3a;
const zero = 0x30;

/** NaN where one is no digit. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN;
}
