import { parseTimeOfDay } from '../../../../core/bars/dates';
import { parsePlainNumber } from '../../../../core/bars/numbers';
import { readTimes, type TimeReading } from '../../../../core/bars/read-times';
import { guessTimeUnit, isPlausibleTime } from '../../../../core/bars/times';
import { convertLocalTimes, isKnownZone, openZone } from '../../../../core/bars/zone';
import { formatInterval } from '../../../../core/bars/interval';
import { formatUtcMinute } from '../../../../core/format';
import type { ColumnMapping, MappingQuestion } from '../../../../core/import';
import type { ComboboxOption } from '../../../controls/fields/match-options';

/** Returns how to read the times of another column, guessed from its cells. */
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
 * Returns how the import reads the first time of the shown rows, as a sentence; undefined where it cannot, or where it
 * is no time that a bar can have.
 */
export function describeFirstTime(
  { columns, rows }: Pick<MappingQuestion, 'columns' | 'rows'>,
  { columns: { openTime = -1 }, time: reading, timeOfDay }: ColumnMapping,
): string | undefined {
  if (!isKnownZone(reading.zone)) return undefined;
  const column = columns[openTime] ?? { kind: 'other' };
  const cells = rows.map((row) => row[openTime] ?? '');
  const clocks = timeOfDay === undefined ? [] : rows.map((row) => (row[timeOfDay] ?? '').trim());
  const [time = NaN, second = NaN] =
    timeOfDay === undefined
      ? readTimes(cells, column, reading)
      : addClocks(readTimes(cells, column, { ...reading, zone: 'UTC' }), clocks, reading.zone);
  if (!isPlausibleTime(time)) return undefined;
  const step = second - time;
  const verb = reading.moment === 'open' ? 'opens' : 'closes';
  const next = step > 0 ? `, the next one ${formatInterval(step)} later` : '';
  const shown = [cells[0], clocks[0]].filter((text) => text !== undefined).join(' ');
  return `“${shown}” is ${formatUtcMinute(time)} UTC, when its bar ${verb}${next}.`;
}

/** Joins dates and times of day, both in the same zone. */
function addClocks(dates: Float64Array, clocks: readonly string[], zone: string): Float64Array {
  const digits = clocks.every(({ length }) => length <= 4) ? 'hhmm' : 'hhmmss';
  const times = dates.map((date, at) => date + parseTimeOfDay(clocks[at] ?? '', digits));
  if (zone !== 'UTC') convertLocalTimes(times, openZone(zone));
  return times;
}

/** Zones that are common in market files. */
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

/** Returns the zones to choose from: common ones, offsets, then all that the browser knows. */
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
