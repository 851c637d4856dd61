import type { RecordBatch } from 'apache-arrow';
import type { TableColumn } from '../../table';
import { formatSampleTime } from '../sample-rows';
import { copyColumn } from './copy-column';

/**
 * Cells of a batch as a person would read them, one array a row; `positions[i]` is where the batch's
 * `i`th column stands among `columns`. Columns that the batch lacks, and those of no use, are ''.
 */
export function listCellTexts(
  batch: RecordBatch,
  columns: readonly TableColumn[],
  positions: readonly number[],
): string[][] {
  const rows = Array.from({ length: batch.numRows }, () => columns.map(() => ''));
  positions.forEach((position, child) => {
    const column = columns[position];
    const vector = batch.getChildAt(child);
    if (vector === null || column.kind === 'other') return;
    if (column.kind === 'text') {
      rows.forEach((cells, row) => (cells[position] = (vector.get(row) as string | null) ?? ''));
      return;
    }
    const values = new Float64Array(batch.numRows);
    copyColumn(vector, { kind: column.kind, parseText: () => NaN }, values, 0);
    const format = column.kind === 'time' ? formatTime(column) : formatNumber;
    rows.forEach((cells, row) => (cells[position] = format(values[row])));
  });
  return rows;
}

/** One value as text, for messages. */
export function formatNumber(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

function formatTime({ hasZone = false }: TableColumn): (time: number) => string {
  return (time) => formatSampleTime(time, hasZone);
}
