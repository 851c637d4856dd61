import { optionalColumns } from '../bars';
import type { RowCheck } from './row-check';

const amountColumns = ['volume', ...optionalColumns] as const;

/** Volumes and counts must be finite numbers of at least 0. */
export const badVolume: RowCheck = {
  check: 'bad-volume',
  find(columns, onBad) {
    const amounts = amountColumns.flatMap((name) => columns[name] ?? []);
    for (let index = 0; index < columns.volume.length; index++) {
      for (const values of amounts) {
        if (isAmount(values[index])) continue;
        onBad(index);
        break;
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
