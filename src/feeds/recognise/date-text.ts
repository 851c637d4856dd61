import type { DateOrder } from '../../core/column-mapping';
import { parseClock } from './clock-text';
import { readPlainIso } from './plain-iso';

/** A time as a text gives it. */
export interface DateReading {
  /** What calendar and clock show, in ms as if they were UTC. */
  readonly localMs: number;
  /** Offset of the zone that the text names, in ms; undefined where it names none. */
  readonly offsetMs: number | undefined;
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

const weekday = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.\s]+/i;
const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/;
const compact = /^(\d{4})(\d{2})(\d{2})/;
const numbers = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/;
const dayWord = /^(\d{1,2})[-/.\s]+([a-z]{3,9})\.?[-/.,\s]+(\d{4}|\d{2})(?!\d)/i;
const wordDay = /^([a-z]{3,9})\.?[-/\s]+(\d{1,2})(?:st|nd|rd|th)?[-/,\s]+(\d{4})(?!\d)/i;
const yearWord = /^(\d{4})[-/\s]([a-z]{3,9})[-/\s](\d{1,2})(?!\d)/i;

/** Each with what gives the day's start in ms, undefined where there is no such day. */
const datePatterns: readonly [RegExp, (found: Match, order: DateOrder) => number | undefined][] = [
  [yearFirst, (found) => startOfDay(found[1], found[3], found[4])],
  [numbers, readNumbers],
  [compact, (found) => startOfDay(found[1], found[2], found[3])],
  [dayWord, (found) => startOfDay(found[3], monthOf(found[2]), found[1])],
  [wordDay, (found) => startOfDay(found[3], monthOf(found[1]), found[2])],
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

/** 1 to 12, or 0 for a word that is no month. */
function monthOf(word: string): number {
  const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
  return months.indexOf(word.slice(0, 3).toLowerCase()) + 1;
}
