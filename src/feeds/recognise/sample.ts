import type { Table } from '../table';
import { readDate } from './date-text';
import { guessDecimalSign, isMissing, parseNumber, type DecimalSign } from './number-text';

/** The sample rows of a table, a column at a time. */
export interface Sample {
  readonly table: Table;
  /** Row numbers, as a person counts them in the file. */
  readonly rows: readonly number[];
  readonly decimal: DecimalSign;
  /** Cells of a column, trimmed. */
  texts(position: number): readonly string[];
  /** Cells as numbers; NaN where there is none. */
  numbers(position: number): Float64Array;
  /** Whether nearly all of a column's values are numbers; cells without a value do not count. */
  isNumeric(position: number): boolean;
}

/** Share of cells that must agree for a column to be called something. */
export const nearlyAll = 0.9;

/** Looks at the sample of `table`; what it computes it keeps. */
export function lookAtSample(table: Table): Sample {
  const { sample, columns } = table;
  const texts = remember((position) => sample.map(({ cells }) => (cells[position] ?? '').trim()));
  const decimal = guessTableDecimalSign(table);
  const numbers = remember((position) =>
    Float64Array.from(texts(position), (text) =>
      parseNumber(text, columns[position].kind === 'text' ? decimal : '.'),
    ),
  );
  return {
    table,
    rows: sample.map(({ row }) => row),
    decimal,
    texts,
    numbers,
    isNumeric: remember((position) => {
      const { kind } = columns[position];
      if (kind !== 'text') return kind === 'number';
      const values = texts(position).filter((text) => !isMissing(text)).length;
      const readable = countFinite(numbers(position));
      return readable > 0 && readable >= nearlyAll * values;
    }),
  };
}

/** How the text columns of a table write their numbers; dates such as "01.02.2024" have no say. */
export function guessTableDecimalSign({ columns, sample }: Table): DecimalSign {
  const positions = columns.flatMap(({ kind }, position) => (kind === 'text' ? [position] : []));
  return guessDecimalSign(
    positions.flatMap((position) =>
      sample
        .map(({ cells }) => cells[position] ?? '')
        .filter((text) => readDate(text, 'dmy') === undefined),
    ),
  );
}

export function countFinite(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (Number.isFinite(value)) count++;
  return count;
}

function remember<Value>(compute: (position: number) => Value): (position: number) => Value {
  const known = new Map<number, Value>();
  return (position) => {
    const found = known.get(position);
    if (found !== undefined) return found;
    const value = compute(position);
    known.set(position, value);
    return value;
  };
}
