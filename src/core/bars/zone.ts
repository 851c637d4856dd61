import { maxDateMs } from './times';

/** A time zone: `UTC`, an offset such as `+09:00`, or an IANA name. */
interface Zone {
  readonly name: string;
  /** Its clock minus UTC at an instant, in ms. */
  offsetAt(epochMs: number): number;
}

/** Throws `RangeError` for a name that is no zone. */
export function openZone(name: string): Zone {
  const fixed = readOffset(name);
  if (fixed !== undefined) return { name, offsetAt: () => fixed };
  if (!isKnownZone(name)) throw new RangeError(`"${name}" is no time zone`);
  return { name, offsetAt: rememberByHour(readIanaOffset(name)) };
}

/** Whether a zone has this name; upper and lower case are the same. */
export function isKnownZone(name: string): boolean {
  if (readOffset(name) !== undefined || knownZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
  } catch {
    return false;
  }
  knownZones.add(name);
  return true;
}

/** Names that were asked for before: the browser takes long to answer, and every cell of a file may name one. */
const knownZones = new Set<string>();

/** Offset in ms of `UTC`, `Z`, `+09:00`, `-0530` or `+9`; undefined for anything else. */
export function readOffset(text: string): number | undefined {
  if (/^(utc|gmt|z)$/i.test(text)) return 0;
  const found = /^(?:utc|gmt)?\s*([+\-\u2212])(\d{1,2})(?::?([0-5]\d))?(?::?([0-5]\d))?$/i.exec(
    text,
  );
  if (found === null || Number(found[2]) > 15) return undefined;
  const [, sign, hours, minutes = '0', seconds = '0'] = found;
  const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return (sign === '+' ? size : -size) * 1000;
}

/** Asks the browser, which knows every zone's rules; some microseconds a call. */
function readIanaOffset(name: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  return (epochMs) => {
    const parts = format.formatToParts(epochMs);
    const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    return readOffset(offset) ?? 0;
  };
}

/** Zones change their offset on quarter hours only. */
function rememberByHour(read: (epochMs: number) => number): (epochMs: number) => number {
  const quarterMs = 900_000;
  const known = new Map<number, number>();
  return (epochMs) => {
    if (!Number.isFinite(epochMs) || Math.abs(epochMs) > maxDateMs) return 0;
    const quarter = Math.floor(epochMs / quarterMs);
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const offset = read(epochMs);
    known.set(quarter, offset);
    return offset;
  };
}

/** Times of a clock that was put forward or back. */
interface ClockChanges {
  /** Times that the clock skipped; they are taken as if it had not been put forward yet. */
  readonly skipped: number;
  /** Times that the clock showed twice; the order of the rows tells which of the two is meant. */
  readonly repeated: number;
  /** Those of them, by index, of which the rows do not show it; the first is taken. */
  readonly unclear: readonly number[];
}

/**
 * Turns the readings of a zone's clock, in ms as if they were UTC, into instants, in place. Where a
 * clock that was put back showed a time twice, the first is meant, unless the row before in time already stands there.
 * Rows that show such an hour once are clear where only one reading fits bars of `intervalMs`.
 */
export function convertLocalTimes(times: Float64Array, zone: Zone, intervalMs = NaN): ClockChanges {
  const isDescending = times.length > 1 && times[0] > times[times.length - 1];
  const clock = readClock(zone);
  let skipped = 0;
  let repeated = 0;
  const unclear: number[] = [];
  let previous = NaN;
  let run: RepeatedRun | undefined;
  const endRun = (next: number): void => {
    if (run === undefined) return;
    if (!run.isTold) unclear.push(...settleRun(times, run, next, intervalMs));
    run = undefined;
  };
  for (let step = 0; step < times.length; step++) {
    const index = isDescending ? times.length - 1 - step : step;
    const local = times[index];
    if (Number.isNaN(local)) continue;
    const [first, second] = clock(local);
    if (first !== second && first !== undefined) {
      repeated++;
      run ??= { rows: [], before: previous, shift: second - first, last: -Infinity, isTold: false };
      run.isTold ||= local <= run.last;
      run.last = local;
      run.rows.push(index);
      times[index] = previous >= first ? second : first;
    } else {
      if (first === undefined) skipped++;
      times[index] = second;
      endRun(second);
    }
    previous = times[index];
  }
  endRun(NaN);
  return { skipped, repeated, unclear };
}

/** Rows beside each other whose times a clock showed twice. */
interface RepeatedRun {
  readonly rows: number[];
  /** The instant before them; NaN at the beginning. */
  readonly before: number;
  /** From the first to the second of the two. */
  readonly shift: number;
  last: number;
  /** Whether a step back of the clock shows which of them are the first. */
  isTold: boolean;
}

/**
 * Settles rows that show a repeated hour once, of which `times` has the first reading: the second where only that
 * fits the interval to the instant before or `next`. Returns the rows that remain unclear.
 */
function settleRun(
  times: Float64Array,
  { rows, before, shift }: RepeatedRun,
  next: number,
  intervalMs: number,
): readonly number[] {
  const [first, last] = [times[rows[0]], times[rows[rows.length - 1]]];
  const isAtEnd = Number.isNaN(before) || Number.isNaN(next);
  // At an end of the rows, the one that leaves no gap; between rows, the one on the grid of longer bars.
  const fits = (move: number): boolean =>
    isAtEnd
      ? first + move - before === intervalMs || next - (last + move) === intervalMs
      : (first + move - before) % intervalMs === 0 && (next - (last + move)) % intervalMs === 0;
  const [fitsFirst, fitsSecond] = [fits(0), fits(shift)];
  if (fitsFirst === fitsSecond) return Number.isNaN(intervalMs) ? [] : rows;
  if (fitsSecond) for (const row of rows) times[row] += shift;
  return [];
}

/** A clock's reading at an instant, in ms as if it were UTC: the inverse. */
export function toLocalMs(epochMs: number, zone: Zone): number {
  return epochMs + zone.offsetAt(epochMs);
}

/**
 * Instants at which the clock shows a time: two equal ones, two of a time shown twice, or
 * `undefined` and the instant that a skipped time is taken as.
 */
type ReadClock = (localMs: number) => readonly [first: number | undefined, second: number];

function readClock(zone: Zone): ReadClock {
  const dayMs = 86_400_000;
  // No zone changes twice within two days, so equal offsets on both sides hold in between.
  const offsetsOfDay = new Map<number, readonly [number, number]>();
  return (localMs) => {
    const day = Math.floor(localMs / dayMs);
    let offsets = offsetsOfDay.get(day);
    if (offsets === undefined) {
      offsets = [zone.offsetAt((day - 1) * dayMs), zone.offsetAt((day + 2) * dayMs)];
      offsetsOfDay.set(day, offsets);
    }
    const [before, after] = offsets;
    if (before === after) return [localMs - before, localMs - before];
    const early = localMs - before;
    const late = localMs - after;
    const isEarly = zone.offsetAt(early) === before;
    const isLate = zone.offsetAt(late) === after;
    if (isEarly && isLate) return [early, late];
    if (isEarly) return [early, early];
    if (isLate) return [late, late];
    return [undefined, early];
  };
}
