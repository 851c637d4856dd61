import type { Zone } from './zone';

/** Times of a clock that was put forward or back. */
export interface ClockChanges {
  /** Times that the clock skipped; they are taken as if it had not been put forward yet. */
  readonly skipped: number;
  /** Times that the clock showed twice; the order of the rows tells which of the two is meant. */
  readonly repeated: number;
}

/**
 * Turns the readings of a zone's clock, in ms as if they were UTC, into instants, in place. Where a
 * clock that was put back showed a time twice, the first is meant, unless the row before (or the row
 * after it in time, where rows run backwards) already stands there.
 */
export function convertLocalTimes(times: Float64Array, zone: Zone): ClockChanges {
  const isDescending = times.length > 1 && times[0] > times[times.length - 1];
  const clock = readClock(zone);
  let skipped = 0;
  let repeated = 0;
  let previous = NaN;
  for (let index = 0; index < times.length; index++) {
    const [first, second] = clock(times[index]);
    if (first === undefined) {
      skipped++;
      times[index] = second;
    } else if (first === second) {
      times[index] = first;
    } else {
      repeated++;
      const takesSecond = isDescending ? !(previous <= second) : previous >= first;
      times[index] = takesSecond ? second : first;
    }
    if (!Number.isNaN(times[index])) previous = times[index];
  }
  return { skipped, repeated };
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
