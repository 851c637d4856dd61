import type { ReadColumns } from '../../table';

/** Whether cells say yes or no, and yes at least once: whether each row's bar is over. */
export function isFlag(texts: readonly string[]): boolean {
  const flags = texts.filter((text) => text !== '').map(readFlag);
  return flags.includes(1) && !flags.some(Number.isNaN);
}

/** 1 for a cell that says yes, 0 for no, NaN for anything else. */
export function readFlag(text: string): number {
  const word = text.trim().toLowerCase();
  if (['true', '1', 'yes', 't', 'y', '1.0'].includes(word)) return 1;
  return ['false', '0', 'no', 'f', 'n', '0.0'].includes(word) ? 0 : NaN;
}

/** Columns without the rows of bars that were not over when the file was written, and how many those are. */
interface ClosedRows {
  readonly read: ReadColumns;
  readonly leftOut: number;
}

/** Leaves out the rows whose flag, the answer to `request`, says no. */
export function leaveOutForming(read: ReadColumns, request: number): ClosedRows {
  const flags = read.values[request];
  const rows = Uint32Array.from(flags.keys()).filter((row) => flags[row] !== 0);
  if (rows.length === flags.length) return { read, leftOut: 0 };
  return {
    read: {
      values: read.values.map((values) => Float64Array.from(rows, (row) => values[row])),
      rowOf: (index) => read.rowOf(rows[index]),
      textOf: (index, of) => read.textOf(rows[index], of),
    },
    leftOut: flags.length - rows.length,
  };
}
