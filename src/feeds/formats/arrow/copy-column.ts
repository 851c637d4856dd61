import type { Vector } from 'apache-arrow';
import type { ColumnKind } from '../../table';
import { copyNumbers } from './copy-numbers';

/** A column of which numbers are wanted. */
export interface WantedColumn {
  readonly kind: ColumnKind;
  readonly parseText: (text: string) => number;
}

/**
 * Copies a column of one batch to `target` from `start` on as float64: times in ms, text through
 * `parseText`, NaN where there is no value or the column can be no number.
 */
export function copyColumn(
  column: Vector,
  { kind, parseText }: WantedColumn,
  target: Float64Array,
  start: number,
): void {
  if (kind === 'other') {
    target.fill(NaN, start, start + column.length);
    return;
  }
  if (kind !== 'text') {
    let at = start;
    for (const data of column.data) {
      copyNumbers(data, target, at);
      at += data.length;
    }
    return;
  }
  // Names of markets repeat row after row.
  let lastText: string | undefined;
  let lastValue = NaN;
  for (let row = 0; row < column.length; row++) {
    const text = column.get(row) as string | null;
    if (text !== lastText) {
      lastText = text ?? undefined;
      lastValue = text === null ? NaN : parseText(text);
    }
    target[start + row] = lastValue;
  }
}
