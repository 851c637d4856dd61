import { readDate, type DateOrder } from './dates';
import { guessIntervalMs, subtractInterval } from './interval';
import { parseNumber, parsePlainNumber } from './numbers';
import { guessTimeUnit, toEpochMs, type TimeUnit } from './times';
import { convertLocalTimes, openZone, toLocalMs } from './zone';

/** How the cells of the time column become the open time of a bar. */
export interface TimeReading {
  /**
   * `number`: a count in `unit`, where `mixed` takes each value's unit from its size; `text`: a date with
   * the parts in `order`; `typed`: the file itself says (parquet, feather).
   */
  readonly encoding:
    | { readonly kind: 'number'; readonly unit: TimeUnit | 'mixed' }
    | { readonly kind: 'text'; readonly order: DateOrder }
    | { readonly kind: 'typed' };
  /** Zone of times that name none: `UTC`, an offset such as `+09:00`, or an IANA name. */
  readonly zone: string;
  /** Whether the time is that at which the bar opens or closes. */
  readonly moment: 'open' | 'close';
}

/**
 * What the cells of a column are: numbers, times (read as ms since the epoch; those without a zone as
 * if they were UTC), text that a person or a parser must interpret, or nothing that bars can use.
 */
export type ColumnKind = 'number' | 'time' | 'text' | 'other';

/** A column of times, as far as the reading of its cells depends on it. */
export interface TimeColumn {
  readonly kind: ColumnKind;
  /** Of a column of kind `time`: whether the file names a zone, so that its values are instants. */
  readonly hasZone?: boolean | undefined;
}

/**
 * Returns the instants that cells of a column stand for, in ms since the epoch, NaN for what cannot be read. A time
 * of the close stays one. This is what the import does with a whole column: first the cells are read as numbers
 * (`timeParser` reads text), then as clock readings (`timeConverter`), then the zone is taken off.
 * Throws `RangeError` for a zone that does not exist.
 */
export function readTimes(
  cells: readonly string[],
  column: TimeColumn,
  reading: TimeReading,
): Float64Array {
  const parse = cellParser(column, reading);
  const convert = timeConverter(reading, column);
  const times = Float64Array.from(cells, (cell) => convert(parse(cell.trim())));
  if (reading.zone !== 'UTC') convertLocalTimes(times, openZone(reading.zone));
  return times;
}

/** Reads a cell as the file's reader does before any conversion. */
function cellParser({ kind }: TimeColumn, reading: TimeReading): (text: string) => number {
  switch (kind) {
    case 'number':
      return parsePlainNumber;
    case 'text':
      return timeParser(reading);
    case 'time':
      return (text) => {
        const date = readDate(text, 'iso');
        return date === undefined ? NaN : date.localMs - (date.offsetMs ?? 0);
      };
    case 'other':
      return () => NaN;
  }
}

/**
 * Reads a text cell of times: a count as it stands, a date as the clock of the reading's zone shows
 * it, in ms as if it were UTC; one that names its own zone as what that clock showed then. NaN for
 * what cannot be read. Throws `RangeError` for a zone that does not exist.
 */
export function timeParser({ encoding, zone: zoneName }: TimeReading): (text: string) => number {
  if (encoding.kind === 'number') return (text) => parseNumber(text);
  const order = encoding.kind === 'text' ? encoding.order : 'iso';
  const zone = openZone(zoneName);
  return (text) => {
    const date = readDate(text, order);
    if (date === undefined) return NaN;
    const { localMs, offsetMs } = date;
    return offsetMs === undefined ? localMs : toLocalMs(localMs - offsetMs, zone);
  };
}

/**
 * Turns the values of a column of times, as they were read, into readings of the zone's clock, in ms as if they were
 * UTC. Throws `RangeError` for a zone that does not exist.
 */
export function timeConverter(
  reading: TimeReading,
  { kind, hasZone = false }: TimeColumn,
): (value: number) => number {
  const { encoding, zone } = reading;
  if (encoding.kind === 'number') {
    const { unit } = encoding;
    return (value) => toEpochMs(value, unit === 'mixed' ? guessTimeUnit(value) : unit);
  }
  if (kind === 'time' && hasZone && zone !== 'UTC') {
    const opened = openZone(zone);
    return (value) => toLocalMs(value, opened);
  }
  if (encoding.kind === 'typed' || kind !== 'number') return (value) => value;
  const parse = timeParser(reading);
  return (value) => parse(String(value));
}

/**
 * Turns the clock readings of one market into times of the open, in place, and returns what a person
 * should know of it. Throws `RangeError` for a zone that does not exist.
 */
export function convertToOpenTimes(
  times: Float64Array,
  { zone, moment }: TimeReading,
): readonly string[] {
  const notes: string[] = [];
  if (zone !== 'UTC') {
    const { skipped, repeated } = convertLocalTimes(times, openZone(zone));
    if (skipped > 0) {
      notes.push(
        `${skipped === 1 ? '1 time does' : `${countTimes(skipped)} do`} not exist in ${zone}, whose clock was put ` +
          'forward: they are read as if it had not been',
      );
    }
    if (repeated > 0) {
      notes.push(
        `${countTimes(repeated)} ${repeated === 1 ? 'occurs' : 'occur'} twice in ${zone}, whose clock was put back: ` +
          'the order of the rows decides which is meant',
      );
    }
  }
  if (moment === 'close') {
    const intervalMs = guessInterval(times);
    if (intervalMs !== undefined) subtractInterval(times, intervalMs);
  }
  return notes;
}

/** Undefined where the times do not show it, as a single one does not. */
function guessInterval(times: Float64Array): number | undefined {
  const ordered = times.filter(Number.isFinite).sort();
  const hasTwo = ordered.length > 1 && ordered[0] < ordered[ordered.length - 1];
  return hasTwo ? guessIntervalMs(ordered) : undefined;
}

function countTimes(times: number): string {
  return times === 1 ? '1 time' : `${times.toLocaleString('en-US')} times`;
}
