import { countBars, type Bars, type EpochMs } from './bars';
import { BarsError } from './bars-error';
import { listColumns, mapColumns } from './columns';
import { formatUtc } from './format-time';
import { joinParts, orderJoined, type JoinedParts, type PartPlace } from './join-parts';
import { dropRepeats, gather, type KeptSide, type RowConflict } from './repeats';

export type { PartPlace } from './join-parts';

/** Bars of several files as one, and what of them was there more than once. */
export interface MergedBars {
  readonly bars: Bars;
  /** Bars that were dropped because an identical one stays. */
  readonly duplicates: number;
  /** Where the first of them was. */
  readonly firstDuplicate?: PartPlace;
  /** Bars that were dropped although the one of their time that stays is different. */
  readonly conflicts: number;
  readonly firstConflict?: BarConflict;
}

/** Two bars of one time that differ, in the order of their parts. */
export interface BarConflict {
  readonly time: EpochMs;
  /** Name of the first column in which they do. */
  readonly column: string;
  readonly values: readonly [number, number];
  /** Of each: which of the parts it is in, and at which bar of it. */
  readonly places: readonly [PartPlace, PartPlace];
}

export interface MergeOptions {
  /** What to do with two bars of one time that differ: keep that of the first or last part, or throw. */
  readonly conflicts?: KeptSide | 'refuse';
}

/**
 * Returns the bars of all parts by time, each of which is valid. The order of the parts matters only for
 * which of two conflicting bars stays.
 *
 * An optional column or extra stays only if every part has it. Throws `BarsError` when there is no
 * bar, when intervals or their offsets differ, and, unless a side is to be kept, for a conflict.
 */
export function mergeBars(
  parts: readonly Bars[],
  { conflicts = 'refuse' }: MergeOptions = {},
): MergedBars {
  const filled = parts.filter((part) => countBars(part) > 0);
  if (filled.length === 0) throw new BarsError('bars: a merge needs at least 1 bar, has 0');
  for (const part of filled) checkSameGrid(filled[0], part);
  const joined = joinParts(parts);
  const { bars } = joined;
  if (isIncreasing(bars.openTime)) return { bars, duplicates: 0, conflicts: 0 };

  const { openTime } = bars;
  const side = conflicts === 'refuse' ? 'first' : conflicts;
  const distinct = dropRepeats(openTime, listColumns(bars), orderJoined(joined), side);
  const { kept, duplicates, firstDuplicate, firstConflict } = distinct;
  const conflict = firstConflict && placeConflict(joined, firstConflict);
  if (conflict !== undefined && conflicts === 'refuse') throw refuseConflict(conflict);
  return {
    bars: mapColumns(bars, ({ values }) => gather(values, kept)),
    duplicates,
    conflicts: distinct.conflicts,
    ...(firstDuplicate === undefined ? {} : { firstDuplicate: joined.placeOf(firstDuplicate) }),
    ...(conflict === undefined ? {} : { firstConflict: conflict }),
  };
}

function checkSameGrid(first: Bars, part: Bars): void {
  if (part.intervalMs !== first.intervalMs) {
    throw new BarsError(
      'bars: merged parts must have one interval, ' +
        `was ${part.intervalMs} ms beside ${first.intervalMs} ms`,
    );
  }
  if ((part.openTime[0] - first.openTime[0]) % first.intervalMs !== 0) {
    throw new BarsError(
      `bars: merged parts must open a multiple of ${first.intervalMs} ms apart, ` +
        `was ${formatUtc(part.openTime[0])} beside ${formatUtc(first.openTime[0])}`,
    );
  }
}

function isIncreasing(openTime: Float64Array): boolean {
  for (let index = 1; index < openTime.length; index++) {
    if (!(openTime[index] > openTime[index - 1])) return false;
  }
  return true;
}

function placeConflict(joined: JoinedParts, { column, values, indices }: RowConflict): BarConflict {
  const [earlier, later] = indices;
  return {
    time: joined.bars.openTime[earlier],
    column,
    values,
    places: [joined.placeOf(earlier), joined.placeOf(later)],
  };
}

function refuseConflict({ column, values, time }: BarConflict): BarsError {
  return new BarsError(
    `bars: two bars of one time must be identical, ${column} was ${values[0]} and ` +
      `${values[1]} at ${formatUtc(time)}`,
    { column },
  );
}
