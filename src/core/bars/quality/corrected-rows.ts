import { formatUtc } from '../format-time';
import type { DistinctRows, KeptSide } from '../repeats';
import { placeRow } from './finding';
import type { RowOrder } from './order-rows';
import type { RawRows } from './raw-rows';
import type { QualityCheck, QualityFinding } from './report';

/** The finding about rows that did not come in the order of time, if there are any. */
export function describeDisorder(
  rows: RawRows,
  { order, disorder, firstDisorder }: RowOrder,
  file: string,
): QualityFinding[] {
  if (firstDisorder === undefined) return [];
  const [before, index] = firstDisorder;
  const { openTime } = rows.columns;
  const detail =
    disorder === order.length - 1
      ? 'rows were newest first and were turned round'
      : `${formatUtc(openTime[index])} comes after ${formatUtc(openTime[before])}; rows were sorted`;
  return [correct(rows, 'disorder', disorder, index, file, detail)];
}

/** The finding about rows that are there more than once, if there are any. */
export function describeDuplicate(
  rows: RawRows,
  { duplicates, firstDuplicate }: DistinctRows,
  file: string,
): QualityFinding[] {
  if (firstDuplicate === undefined) return [];
  const detail = `${formatUtc(rows.columns.openTime[firstDuplicate])} is there again, the same`;
  return [correct(rows, 'duplicate', duplicates, firstDuplicate, file, detail)];
}

/** The finding about rows of one time that differ, if there are any. */
export function describeConflict(
  rows: RawRows,
  { conflicts, firstConflict }: DistinctRows,
  side: KeptSide,
  file: string,
): QualityFinding[] {
  if (firstConflict === undefined) return [];
  const { column, values, indices } = firstConflict;
  const detail = `${column} is ${values[0]} and ${values[1]} at one time; the ${side} was kept`;
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
