import { optionalColumns } from '../bars';
import type { RowCheck } from './row-check';

const amountColumns = ['volume', ...optionalColumns] as const;

/** Volumes and counts must be finite numbers of at least 0. */
export const badVolume: RowCheck = {
  check: 'bad-volume',
  find(columns, onBad) {
    for (const name of amountColumns) {
      const values = columns[name];
      if (values === undefined) continue;
      for (let index = 0; index < values.length; index++) {
        if (!isAmount(values[index])) onBad(index);
      }
    }
  },
  describe(rows, index) {
    const { columns } = rows;
    const bad = (name: (typeof amountColumns)[number]): boolean =>
      columns[name] !== undefined && !isAmount(columns[name][index]);
    const column = amountColumns.find(bad) ?? 'volume';
    const value = columns[column]?.[index] ?? NaN;
    if (Number.isFinite(value)) return `${column} is ${value}, but an amount is at least 0`;
    const text = rows.textOf?.(index, column) ?? '';
    return `${column} is not a number: ${text === '' ? value : `"${text}"`}`;
  },
};

function isAmount(value: number): boolean {
  return value >= 0 && value < Infinity;
}
