import { type Bars, listColumns, mapColumns } from '../bars';
import { formatInterval, guessIntervalMs } from '../interval';
import { findGrid, type Grid, snapToGrid } from './grid';
import {
  type DistinctRows,
  dropRepeats,
  gather,
  isIncreasing,
  type KeptSide,
  type RowConflict,
} from '../merge';
import {
  areAllGood,
  badTime,
  badVolume,
  highBelowLow,
  nonPositivePrice,
  notANumber,
  noTrade,
  offGrid,
  outsideRange,
  type RawRows,
  type RowCheck,
} from './row-checks';
import { combineFindings, placeRow, type QualityCheck, type QualityFinding } from './report';
import { formatUtc, isPlausibleTime } from '../times';

/** The bars that rows make, and what was wrong with the rows. */
export interface CheckedRows {
  /** The rows that can be bars, in time order, no two of the same time; undefined for fewer than two. */
  readonly bars: Bars | undefined;
  /** Rows that cannot be bars (`left-out`) and rows that were sorted or dropped (`corrected`). */
  readonly findings: readonly QualityFinding[];
  /** Rows that are left out, each counted by the first check that it fails. */
  readonly badRows: number;
  /** Rows off the grid, left out or put on it. */
  readonly offGridRows: number;
  /** Whether all bars open at an odd offset within their interval, and would not if they were snapped. */
  readonly isGridOdd: boolean;
  /** Rows that were dropped in favour of a row of the same time with other values. */
  readonly conflicts: number;
  /** The first of them, with indices of rows. */
  readonly firstConflict?: RowConflict;
  /** Index of the row that became this bar. */
  indexOf(bar: number): number;
}

interface CheckRowsOptions {
  /** Name of the source, for people. */
  readonly file: string;
  /** Which of two different rows of the same time stays. */
  readonly side?: KeptSide;
  /** Rows off the grid are put on it (`snapToGrid`) instead of left out. */
  readonly isSnapped?: boolean;
}

/**
 * Returns the rows, in whatever order, that can be bars, and what was wrong with the others. The interval is
 * the most frequent step between readable times. Columns that need no change are not copied.
 */
export function checkRows(
  raw: RawRows,
  { file, side = 'first', isSnapped = false }: CheckRowsOptions,
): CheckedRows {
  const isBad = new Uint8Array(raw.columns.openTime.length);
  const findings = areAllGood(raw.columns)
    ? []
    : rowChecks.flatMap((check) => findBadRows(raw, check, isBad, file));
  const intervalMs = guessInterval(raw.columns.openTime);
  const grid = intervalMs === undefined ? undefined : findGrid(raw.columns.openTime, intervalMs);
  const gridded = grid === undefined ? [] : checkGrid(raw, grid, isSnapped, isBad, file);
  const rows = isSnapped && grid !== undefined ? snapRows(raw, grid) : raw;
  findings.push(...gridded);
  const badRows = findings.reduce(
    (sum, { count, handling }) => sum + (handling === 'left-out' ? count : 0),
    0,
  );

  const { columns, extras } = rows;
  const source = { ...columns, extras, intervalMs: intervalMs ?? NaN };
  const isWhole = !isBad.includes(1) && isIncreasing(columns.openTime);
  const repaired = isWhole ? undefined : repairOrder(rows, source, isBad, side, file);
  findings.push(...(repaired?.findings ?? []));
  const count = repaired === undefined ? isBad.length : repaired.kept.length;
  const bars = mapColumns(source, ({ values }) =>
    repaired === undefined || repaired.isUnchanged ? values : gather(values, repaired.kept),
  );
  const { conflicts = 0, firstConflict } = repaired ?? {};
  return {
    bars: intervalMs === undefined || count < 2 ? undefined : bars,
    findings: combineFindings([findings]),
    badRows,
    offGridRows: gridded
      .filter(({ handling }) => handling !== 'kept')
      .reduce((sum, { count }) => sum + count, 0),
    isGridOdd: grid !== undefined && !isSnapped && grid.usualMs !== grid.evenMs,
    conflicts,
    ...(firstConflict === undefined ? {} : { firstConflict }),
    indexOf: (bar) => (repaired === undefined ? bar : repaired.kept[bar]),
  };
}

/** Which of the good rows stay, in the order of time, and what is to say of the others. */
function repairOrder(
  rows: RawRows,
  source: Bars,
  isBad: Uint8Array,
  side: KeptSide,
  file: string,
): DistinctRows & {
  readonly findings: readonly QualityFinding[];
  /** Whether all rows stay where they are. */
  readonly isUnchanged: boolean;
} {
  const { openTime } = rows.columns;
  const ordered = orderRows(openTime, (index) => isBad[index] === 0);
  const distinct = dropRepeats(openTime, listColumns(source), ordered.order, side);
  return {
    ...distinct,
    findings: [
      ...describeDisorder(rows, ordered, file),
      ...describeDuplicate(rows, distinct, file),
      ...describeConflict(rows, distinct, side, file),
    ],
    isUnchanged: distinct.kept.length === openTime.length && ordered.disorder === 0,
  };
}

const rowChecks = [
  badTime,
  noTrade,
  notANumber,
  nonPositivePrice,
  highBelowLow,
  outsideRange,
  badVolume,
];

/** The findings about the grid; marks the rows that are off it and stay there. */
function checkGrid(
  rows: RawRows,
  grid: Grid,
  isSnapped: boolean,
  isBad: Uint8Array,
  file: string,
): QualityFinding[] {
  const { openTime } = rows.columns;
  if (isSnapped) {
    const { openTime: snapped, moved } = snapToGrid(openTime, grid);
    const good = moved.filter((index) => isBad[index] === 0);
    if (good.length === 0) return [];
    const [first] = good;
    const taken = formatUtc(snapped[first]);
    const detail = `${describeOffset(openTime[first], grid)} and was put at ${taken}`;
    return [correct(rows, 'off-grid', good.length, first, file, detail)];
  }
  const findings = findBadRows(rows, offGrid(grid), isBad, file);
  const first = isBad.indexOf(0);
  if (grid.usualMs === grid.evenMs || first === -1) return findings;
  const count = isBad.reduce((sum, bad) => sum + 1 - bad, 0);
  const where = `${file}, row ${rows.rowOf(first)}`;
  const detail = `${describeOffset(openTime[first], grid)}, like the others`;
  const place = placeRow(openTime[first], where, detail);
  return [...findings, { check: 'off-grid', handling: 'kept', count, first: place }];
}

/** The rows with their times on the grid. */
function snapRows(rows: RawRows, grid: Grid): RawRows {
  const { openTime } = snapToGrid(rows.columns.openTime, grid);
  return { ...rows, columns: { ...rows.columns, openTime } };
}

function describeOffset(time: number, { intervalMs, evenMs }: Grid): string {
  const into = (((time - evenMs) % intervalMs) + intervalMs) % intervalMs;
  return `the time ${formatUtc(time)} is ${into / 1000} s into its ${formatInterval(intervalMs)}`;
}

/** Marks the rows that fail a check and no earlier one, and returns the finding, if there is any. */
function findBadRows(
  rows: RawRows,
  { check, find, describe }: RowCheck,
  isBad: Uint8Array,
  file: string,
): QualityFinding[] {
  let count = 0;
  let first = Infinity;
  find(rows.columns, (index) => {
    if (isBad[index] === 1) return;
    isBad[index] = 1;
    first = Math.min(first, index);
    count++;
  });
  if (count === 0) return [];
  const where = `${file}, row ${rows.rowOf(first)}`;
  const place = placeRow(rows.columns.openTime[first], where, describe(rows, first));
  const handling = check === 'no-trade' ? 'corrected' : 'left-out';
  return [{ check, handling, count, first: place }];
}

/** Undefined where all times are the same. Rows with bad prices count too, since they leave gaps. */
function guessInterval(openTime: Float64Array): number | undefined {
  const times = orderTimes(openTime);
  const [first, last] = [times[0], times[times.length - 1]];
  return first < last ? evenOut(guessIntervalMs(times), times) : undefined;
}

/** The plausible times, sorted. */
function orderTimes(openTime: Float64Array): Float64Array {
  const [first, last] = [openTime[0], openTime[openTime.length - 1]];
  if (isPlausibleTime(first) && isPlausibleTime(last) && isIncreasing(openTime)) return openTime;
  const { order } = orderRows(openTime, (index) => isPlausibleTime(openTime[index]));
  return gather(openTime, order);
}

/**
 * The usual interval that is within 5% of a step which few rows have: times that a program's own clock stamped
 * waver about it, such as 59.8 s and 60.1 s. Other steps stay as they are.
 */
function evenOut(stepMs: number, times: Float64Array): number {
  const usual = usualIntervals.find((interval) => Math.abs(stepMs - interval) <= 0.05 * interval);
  if (usual === undefined || usual === stepMs) return stepMs;
  let same = 0;
  for (let row = 1; row < times.length; row++) if (times[row] - times[row - 1] === stepMs) same++;
  return 2 * same < times.length - 1 ? usual : stepMs;
}

const usualIntervals = [
  5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 28_800, 43_200,
  86_400,
].map((seconds) => seconds * 1000);

/** The finding about rows that were not in time order, if there are any. */
function describeDisorder(
  rows: RawRows,
  { order, disorder, firstDisorder }: RowOrder,
  file: string,
): QualityFinding[] {
  if (firstDisorder === undefined) return [];
  const [before, index] = firstDisorder;
  const { openTime } = rows.columns;
  const detail =
    disorder === order.length - 1
      ? 'rows were newest first and were reversed'
      : `${formatUtc(openTime[index])} comes after ${formatUtc(openTime[before])}; rows were sorted`;
  return [correct(rows, 'disorder', disorder, index, file, detail)];
}

/** The finding about repeated rows, if there are any. */
function describeDuplicate(
  rows: RawRows,
  { duplicates, firstDuplicate }: DistinctRows,
  file: string,
): QualityFinding[] {
  if (firstDuplicate === undefined) return [];
  const detail = `${formatUtc(rows.columns.openTime[firstDuplicate])} appears again with the same values`;
  return [correct(rows, 'duplicate', duplicates, firstDuplicate, file, detail)];
}

/** The finding about different rows of the same time, if there are any. */
function describeConflict(
  rows: RawRows,
  { conflicts, firstConflict }: DistinctRows,
  side: KeptSide,
  file: string,
): QualityFinding[] {
  if (firstConflict === undefined) return [];
  const { column, values, indices } = firstConflict;
  const detail = `${column} is ${values[0]} and ${values[1]} at the same time; the ${side} was kept`;
  return [correct(rows, 'conflict', conflicts, indices[1], file, detail)];
}

function correct(
  rows: RawRows,
  check: QualityCheck,
  count: number,
  index: number,
  file: string,
  detail: string,
): QualityFinding {
  const where = `${file}, row ${rows.rowOf(index)}`;
  const first = placeRow(rows.columns.openTime[index], where, detail);
  return { check, handling: 'corrected', count, first };
}

/** Rows sorted by time. */
interface RowOrder {
  /** Indices of rows by time; rows of the same time in the order of the file. */
  readonly order: Uint32Array;
  /** Rows whose time is before that of the row before them. */
  readonly disorder: number;
  /** Index of the first of them, and of the row before it. */
  readonly firstDisorder?: readonly [number, number];
}

/** Returns the order of the rows for which `isWanted` holds; their times must be finite. Sorts only if needed. */
function orderRows(openTime: Float64Array, isWanted: (index: number) => boolean): RowOrder {
  const order = new Uint32Array(openTime.length);
  let count = 0;
  let disorder = 0;
  let firstDisorder: readonly [number, number] | undefined;
  for (let index = 0; index < openTime.length; index++) {
    if (!isWanted(index)) continue;
    if (count > 0) {
      const before = order[count - 1];
      if (openTime[index] < openTime[before]) {
        disorder++;
        firstDisorder ??= [before, index];
      }
    }
    order[count++] = index;
  }
  const wanted = order.subarray(0, count);
  if (firstDisorder === undefined) return { order: wanted, disorder };
  const isNewestFirst = disorder === count - 1;
  if (isNewestFirst) wanted.reverse();
  else wanted.sort((a, b) => openTime[a] - openTime[b] || a - b);
  return { order: wanted, disorder, firstDisorder };
}
