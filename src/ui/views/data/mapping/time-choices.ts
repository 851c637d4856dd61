import { parsePlainNumber } from '../../../../core/bars/numbers';
import { readTimes, type TimeColumn, type TimeReading } from '../../../../core/bars/read-times';
import { guessTimeUnit, isPlausibleTime } from '../../../../core/bars/times';
import { isKnownZone } from '../../../../core/bars/zone';
import { formatInterval } from '../../../../core/bars/interval';
import { formatUtcMinute } from '../../../../core/format';
import type { MappingQuestion } from '../../../../core/import';
import type { ComboboxOption } from '../../../controls/fields/match-options';

/** Returns how times of another column are to be read, as far as its cells tell. */
export function guessEncoding(
  { columns, rows }: Pick<MappingQuestion, 'columns' | 'rows'>,
  position: number,
): TimeReading['encoding'] {
  const kind = columns[position]?.kind;
  if (kind === 'time') return { kind: 'typed' };
  const cells = rows.map((row) => row[position] ?? '').filter((cell) => cell.trim() !== '');
  const isNumeric = cells.length > 0 && cells.every((cell) => !isNaN(parsePlainNumber(cell)));
  if (kind === 'number' || isNumeric) {
    return { kind: 'number', unit: guessTimeUnit(parsePlainNumber(cells[0] ?? '')) };
  }
  return { kind: 'text', order: 'iso' };
}

/**
 * Returns how the import reads the first time of a column, as a sentence; undefined where it cannot, or where it is no
 * time that a bar can have.
 */
export function describeFirstTime(
  cells: readonly string[],
  column: TimeColumn,
  reading: TimeReading,
): string | undefined {
  if (!isKnownZone(reading.zone)) return undefined;
  const [time = NaN, second = NaN] = readTimes(cells, column, reading);
  if (!isPlausibleTime(time)) return undefined;
  const step = second - time;
  const verb = reading.moment === 'open' ? 'opens' : 'closes';
  const next = step > 0 ? `, the next one ${formatInterval(step)} later` : '';
  return `“${cells[0] ?? ''}” is ${formatUtcMinute(time)} UTC, when its bar ${verb}${next}.`;
}

/** Zones that markets, and those who keep their own files, often use. */
const commonZones: readonly ComboboxOption[] = [
  { value: 'UTC' },
  { value: 'America/New_York', note: 'New York' },
  { value: 'America/Chicago', note: 'Chicago' },
  { value: 'Europe/London', note: 'London' },
  { value: 'Europe/Berlin', note: 'Berlin, Frankfurt, Paris' },
  { value: 'Asia/Kolkata', note: 'India' },
  { value: 'Asia/Shanghai', note: 'China' },
  { value: 'Asia/Tokyo', note: 'Tokyo' },
  { value: 'Australia/Sydney', note: 'Sydney' },
];

/** Returns the zones that can be chosen: common ones, offsets, then all that the browser knows. */
export function listZones(): ComboboxOption[] {
  const offsets = Array.from({ length: 27 }, (_, index) => {
    const hours = index - 12;
    const sign = hours < 0 ? '-' : '+';
    return { value: `${sign}${String(Math.abs(hours)).padStart(2, '0')}:00` };
  });
  const listed = new Set(commonZones.map(({ value }) => value));
  const others = Intl.supportedValuesOf('timeZone').filter((zone) => !listed.has(zone));
  return [...commonZones, ...offsets, ...others.map((value) => ({ value }))];
}
