import type { Bars } from '../bars';
import { listColumns, mapColumns } from '../columns';
import { guessIntervalMs } from '../interval';
import { dropRepeats, gather, type KeptSide, type RowConflict } from '../repeats';
import { badTime, isPlausibleTime } from './bad-time';
import { badVolume } from './bad-volume';
import { describeConflict, describeDisorder, describeDuplicate } from './corrected-rows';
import { combineFindings, placeRow } from './finding';
import { highBelowLow } from './high-below-low';
import { nonPositivePrice } from './non-positive-price';
import { notANumber } from './not-a-number';
import { offGrid } from './off-grid';
import { orderRows } from './order-rows';
import { outsideRange } from './outside-range';
import type { RawRows } from './raw-rows';
import type { QualityFinding } from './report';
import type { RowCheck } from './row-check';

/** What rows are as bars. */
export interface CheckedRows {
  /** The rows that can be bars, by time, no two of one time; undefined for fewer than two of them. */
  readonly bars: Bars | undefined;
  /** Rows that cannot be bars (`left-out`) and rows that were put right (`corrected`). */
  readonly findings: readonly QualityFinding[];
  /** Rows that are left out, each counted by the first check that it fails. */
  readonly badRows: number;
  /** Rows that another one of the same time and other values took the place of. */
  readonly conflicts: number;
  /** The first of them; its indices are those of rows. */
  readonly firstConflict?: RowConflict;
  /** Index of the row that a bar is made of. */
  indexOf(bar: number): number;
}

export interface CheckRowsOptions {
  /** Name of the source, for people. */
  readonly file: string;
  /** Which of two rows of one time that differ stays. */
  readonly side?: KeptSide;
}

/**
 * Returns the bars among rows, whatever their order, and what was wrong with the others. The interval is
 * the most frequent step between readable times. Columns that need no change are not copied.
 */
export function checkRows(rows: RawRows, { file, side = 'first' }: CheckRowsOptions): CheckedRows {
  const { columns, extras } = rows;
  const { openTime } = columns;
  const isBad = new Uint8Array(openTime.length);
  const findings = rowChecks.flatMap((check) => findBadRows(rows, check, isBad, file));

  const intervalMs = guessInterval(openTime);
  if (intervalMs !== undefined) {
    findings.push(...findBadRows(rows, offGrid(openTime, intervalMs), isBad, file));
  }
  const badRows = findings.reduce((sum, { count }) => sum + count, 0);

  const ordered = orderRows(openTime, (index) => isBad[index] === 0);
  const source = { ...columns, extras, intervalMs: intervalMs ?? NaN };
  const distinct = dropRepeats(openTime, listColumns(source), ordered.order, side);
  findings.push(
    ...describeDisorder(rows, ordered, file),
    ...describeDuplicate(rows, distinct, file),
    ...describeConflict(rows, distinct, side, file),
  );
  const { kept, conflicts, firstConflict } = distinct;
  const isUnchanged = kept.length === openTime.length && ordered.disorder === 0;
  const bars = mapColumns(source, ({ values }) => (isUnchanged ? values : gather(values, kept)));
  return {
    bars: intervalMs === undefined || kept.length < 2 ? undefined : bars,
    findings: combineFindings([findings]),
    badRows,
    conflicts,
    ...(firstConflict === undefined ? {} : { firstConflict }),
    indexOf: (bar) => kept[bar],
  };
}

const rowChecks = [badTime, notANumber, nonPositivePrice, highBelowLow, outsideRange, badVolume];

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
  return [{ check, handling: 'left-out', count, first: place }];
}

/** Undefined where no two times differ. Rows with bad prices count, so that they leave gaps. */
function guessInterval(openTime: Float64Array): number | undefined {
  const { order, disorder } = orderRows(openTime, (index) => isPlausibleTime(openTime[index]));
  const isUnchanged = order.length === openTime.length && disorder === 0;
  const times = isUnchanged ? openTime : gather(openTime, order);
  const [first, last] = [times[0], times[times.length - 1]];
  return first < last ? guessIntervalMs(times) : undefined;
}
