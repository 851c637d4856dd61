import type { EpochMs } from './bars';
import { parseTimeOfDay, readDate, type DateOrder } from './dates';
import { guessIntervalMs, subtractInterval } from './interval';
import { parseNumber, parsePlainNumber } from './numbers';
import { guessTimeUnit, toEpochMs, type TimeUnit } from './times';
import { convertLocalTimes, openZone, toLocalMs } from './zone';

/** How the cells of the time column become the open time of a bar. */
export interface TimeReading {
  /**
   * `number`: a count in `unit`, where `mixed` takes each value's unit from its size; `text`: a date with
   * the parts in `order`; `typed`: the file itself says (parquet, feather); `since-midnight`: a time of day, as
   * "09:31" or as a count in `unit`, of the day that begins at `date` by the zone's clock, in ms as if it were UTC.
   */
  readonly encoding:
    | { readonly kind: 'number'; readonly unit: TimeUnit | 'mixed' }
    | { readonly kind: 'text'; readonly order: DateOrder }
    | { readonly kind: 'typed' }
    | { readonly kind: 'since-midnight'; readonly date: EpochMs; readonly unit: TimeUnit };
  /** Zone of times that name none: `UTC`, an offset such as `+09:00`, or an IANA name. */
  readonly zone: string;
  /** Whether the time is that at which the bar opens or closes. */
  readonly moment: 'open' | 'close';
  /**
   * The bar's day is the date that the cell shows, whatever offset it names; an instant is of the day that the
   * zone's clock shows then. The bar opens at midnight UTC of that date, whatever `moment` says.
   */
  readonly isLocalDate?: boolean;
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
 * Returns the instants that cells of a column stand for, in ms since the epoch, NaN for what cannot be read, and the
 * first of two where the import leaves a row out as nothing tells which is meant. A time
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
  if (isOnClock(reading)) {
    convertLocalTimes(times, openZone(reading.zone), guessInterval(times));
  }
  return times;
}

/** Whether the readings of a clock are still to become instants; of a date they stay what they are. */
function isOnClock({ zone, isLocalDate = false }: TimeReading): boolean {
  return zone !== 'UTC' && !isLocalDate;
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
export function timeParser(reading: TimeReading): (text: string) => number {
  const { encoding, zone: zoneName, isLocalDate = false } = reading;
  if (encoding.kind === 'number') return (text) => parseNumber(text);
  if (encoding.kind === 'since-midnight') return (text) => readSinceMidnight(text, encoding);
  const order = encoding.kind === 'text' ? encoding.order : 'iso';
  if (isLocalDate) {
    return (text) => startOfDay(readDate(text, order)?.localMs ?? NaN);
  }
  const zone = openZone(zoneName);
  return (text) => {
    const date = readDate(text, order);
    if (date === undefined) return NaN;
    const { localMs, offsetMs } = date;
    if (offsetMs !== undefined) return toLocalMs(localMs - offsetMs, zone);
    // A cell that names another zone than the column's is moved from that one's clock to this one's.
    if (date.zone === undefined || date.zone === zoneName) return localMs;
    const instant = Float64Array.of(localMs);
    convertLocalTimes(instant, openKnownZone(date.zone));
    return toLocalMs(instant[0], zone);
  };
}

const openKnownZone = rememberZones();

/** Opens each zone once: asking the browser for one is slow. */
function rememberZones(): typeof openZone {
  const zones = new Map<string, ReturnType<typeof openZone>>();
  return (name) => {
    const zone = zones.get(name) ?? openZone(name);
    zones.set(name, zone);
    return zone;
  };
}

type SinceMidnight = Extract<TimeReading['encoding'], { kind: 'since-midnight' }>;

/** The clock reading of "09:31", "093100" or a count; NaN for what is none. */
function readSinceMidnight(text: string, { date, unit }: SinceMidnight): number {
  const count = text.includes(':') ? NaN : parsePlainNumber(text.trim());
  const clockMs = Number.isNaN(count) ? parseTimeOfDay(text, 'hhmmss') : toEpochMs(count, unit);
  return isWithinDay(clockMs) ? date + clockMs : NaN;
}

/** A count of a whole day is the end of the last bar. */
function isWithinDay(clockMs: number): boolean {
  return clockMs >= 0 && clockMs <= dayMs;
}

/**
 * Turns the values of a column of times, as they were read, into readings of the zone's clock, in ms as if they were
 * UTC. Throws `RangeError` for a zone that does not exist.
 */
export function timeConverter(
  reading: TimeReading,
  { kind, hasZone = false }: TimeColumn,
): (value: number) => number {
  const { encoding, zone, isLocalDate = false } = reading;
  if (encoding.kind === 'number') {
    const { unit } = encoding;
    const toMs = (value: number): number =>
      toEpochMs(value, unit === 'mixed' ? guessTimeUnit(value) : unit);
    if (!isLocalDate) return toMs;
    const opened = openZone(zone);
    return (value) => startOfDay(toLocalMs(toMs(value), opened));
  }
  if (kind === 'time') {
    const toLocal = hasZone && zone !== 'UTC' ? localise(zone) : (value: number) => value;
    return isLocalDate ? (value) => startOfDay(toLocal(value)) : toLocal;
  }
  if (encoding.kind === 'typed' || kind !== 'number') return (value) => value;
  const parse = timeParser(reading);
  return (value) => parse(String(value));
}

function localise(zone: string): (instant: number) => number {
  const opened = openZone(zone);
  return (instant) => toLocalMs(instant, opened);
}

function startOfDay(ms: number): number {
  return Math.floor(ms / dayMs) * dayMs;
}

const dayMs = 86_400_000;

/**
 * Turns the clock readings of one market into times of the open, in place, and returns what a person
 * should know of it, with the rows whose time remains unclear. Throws `RangeError` for a zone that does not exist.
 */
export function convertToOpenTimes(times: Float64Array, reading: TimeReading): OpenTimes {
  const { zone, moment, isLocalDate = false } = reading;
  const notes: string[] = [];
  let unclear: readonly number[] = [];
  if (isOnClock(reading)) {
    const changes = convertLocalTimes(times, openZone(zone), guessInterval(times));
    const { skipped } = changes;
    unclear = changes.unclear;
    const repeated = changes.repeated - unclear.length;
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
  if (moment === 'close' && !isLocalDate) {
    const intervalMs = guessInterval(times);
    if (intervalMs !== undefined) subtractInterval(times, intervalMs);
  }
  return { notes, unclear };
}

/** What became of times that were converted. */
interface OpenTimes {
  readonly notes: readonly string[];
  /** Indices of times that a clock showed twice, of which the rows do not show which is meant. */
  readonly unclear: readonly number[];
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
