import { isWritten, type Table } from '../table';
import { isMissing, parseNumber, type DecimalSign } from '../../core/bars/numbers';

/** The sample rows of a table, a column at a time. */
export interface Sample {
  readonly table: Table;
  /** Name of the file, of a member of an archive after that of the archive; '' where it is not known. */
  readonly file: string;
  /** Row numbers, as a person counts them in the file. */
  readonly rows: readonly number[];
  readonly decimal: DecimalSign;
  /** Cells of a column, trimmed. */
  texts(position: number): readonly string[];
  /** Cells as numbers; NaN where there is none. */
  numbers(position: number): Float64Array;
  /** Whether nearly all of a column's values are numbers; cells without a value do not count. */
  isNumeric(position: number): boolean;
  /** Whether all numbers of a column are whole, of which there are some. */
  isWhole(position: number): boolean;
}

/** Share of cells that must agree for a column to be called something. */
export const nearlyAll = 0.9;

/** Returns the sample of `table` by columns, with its numbers in the style of `decimal`; each column is read once. */
export function lookAtSample(table: Table, decimal: DecimalSign, file = ''): Sample {
  const { sample, columns } = table;
  const texts = remember((position) => sample.map(({ cells }) => (cells[position] ?? '').trim()));
  const numbers = remember((position) =>
    Float64Array.from(texts(position), (text) =>
      parseNumber(text, isWritten(columns[position]) ? decimal : '.'),
    ),
  );
  return {
    table,
    file,
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
    isWhole: remember((position) => {
      const values = numbers(position).filter(Number.isFinite);
      return values.length > 0 && values.every(Number.isInteger);
    }),
  };
}

function countFinite(values: Float64Array): number {
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

/** The steps of time between the rows of a sample. */
interface Steps {
  /** The most frequent step of one row, in ms; NaN where time does not move. */
  readonly intervalMs: number;
  /** Share of the steps that go in the more frequent direction, 0 to 1. */
  readonly sameDirection: number;
  /** Part of the span that rows an interval apart would fill, 0 to 1; a wrong date order fills little. */
  readonly coverage: number;
}

/**
 * Measures the steps between times (ms, NaN is passed over) at the given rows of a file. `groups`
 * names the market of each row where a file holds several.
 */
export function measureSteps(
  times: ArrayLike<number>,
  rows: readonly number[],
  groups?: readonly string[],
): Steps {
  const counts = new Map<number, number>();
  const last = new Map<string, number>();
  let [forwards, backwards] = [0, 0];
  let [lowest, highest] = [Infinity, -Infinity];
  for (let index = 0; index < times.length; index++) {
    const time = times[index];
    if (!Number.isFinite(time)) continue;
    lowest = Math.min(lowest, time);
    highest = Math.max(highest, time);
    const group = groups?.[index] ?? '';
    const before = last.get(group);
    last.set(group, index);
    if (before === undefined || time === times[before]) continue;
    if (time > times[before]) forwards++;
    else backwards++;
    // Rows between those of a sample are other markets' where there are several.
    const apart = groups === undefined ? Math.max(1, rows[index] - rows[before]) : 1;
    const step = Math.round(Math.abs(time - times[before]) / apart);
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const intervalMs = mostFrequent(counts);
  const filled = ((rows[rows.length - 1] - rows[0]) / Math.max(1, last.size)) * intervalMs;
  const ratio = filled / (highest - lowest);
  return {
    intervalMs,
    sameDirection: Math.max(forwards, backwards) / Math.max(1, forwards + backwards),
    coverage: Number.isFinite(ratio) ? Math.min(ratio, 1 / ratio) : 0,
  };
}

/** The smaller one of a tie. */
function mostFrequent(counts: ReadonlyMap<number, number>): number {
  let best = NaN;
  for (const [step, count] of counts) {
    const bestCount = counts.get(best) ?? 0;
    if (count > bestCount || (count === bestCount && step < best)) best = step;
  }
  return best;
}
