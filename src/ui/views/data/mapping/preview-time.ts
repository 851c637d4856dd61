import type { EpochMs } from '../../../../core/bars/bars';
import type { DateOrder, TimeReading, TimeUnit } from '../../../../core/import';
import { offsetOf } from './zones';

const msPerUnit: Readonly<Record<TimeUnit, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const datePattern =
  /^\D{0,5}?(\d{1,4})[-/. ]([a-z]{3,9}|\d{1,2})[-/. ,]+(\d{1,4})(?:[t ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*([ap])?\.?m?\.?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$/i;

/**
 * Returns when a cell of the time column is, as the reading has it, so that a person can see whether the
 * choice is right; NaN where it cannot be read. The import itself reads times by code of its own.
 */
export function previewTime(cell: string, { encoding, zone }: TimeReading): EpochMs {
  const text = cell.trim();
  if (encoding.kind !== 'number') {
    return readDate(text, encoding.kind === 'text' ? encoding.order : 'iso', zone);
  }
  if (text === '' || !Number.isFinite(Number(text))) return NaN;
  const value = Number(text);
  const unit = encoding.unit === 'mixed' ? guessUnit(value) : encoding.unit;
  return value * msPerUnit[unit];
}

/** Returns the unit in which a number is a time between 1973 and 5138. */
export function guessUnit(value: number): TimeUnit {
  const size = Math.abs(value);
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}

function readDate(text: string, order: DateOrder, zone: string): EpochMs {
  const [, first = '', second = '', third = '', ...rest] = datePattern.exec(text) ?? [];
  const [hour = '0', minute = '0', secondOfMinute = '0', half, ownZone] = rest;
  const parts = orderDate(first, second, third, order);
  if (parts === undefined) return NaN;
  const local = Date.UTC(
    parts.year,
    parts.month - 1,
    parts.day,
    readHour(Number(hour), half),
    Number(minute),
    Number(secondOfMinute),
  );
  // A day that its month does not have runs over into the next one.
  if (new Date(local).getUTCDate() !== parts.day) return NaN;
  return local - offsetOf(ownZone ?? zone, local);
}

function orderDate(first: string, second: string, third: string, order: DateOrder) {
  const isYearFirst = order === 'iso' || first.length === 4;
  const [year, a, b] = isYearFirst ? [first, second, third] : [third, first, second];
  const isDayFirst = !isYearFirst && (order === 'dmy' || /[a-z]/i.test(second));
  const [month, day] = isDayFirst ? [b, a] : [a, b];
  const named = months.indexOf(month.slice(0, 3).toLowerCase()) + 1;
  const monthNumber = named > 0 ? named : Number(month);
  const isDate = year.length >= 2 && monthNumber >= 1 && monthNumber <= 12 && Number(day) >= 1;
  if (!isDate) return undefined;
  const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year);
  return { year: fullYear, month: monthNumber, day: Number(day) };
}

/** Hours of the half of the day that starts at midnight ("a") or noon ("p"); 12 is its first. */
function readHour(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}
