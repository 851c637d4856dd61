import type { TimeUnit } from '../../core/column-mapping';
import { guessTimeUnit, timeUnitNames } from '../times';

/**
 * The sentence that says which rows count time in which unit: "rows 1 to 44,640 count milliseconds,
 * the others microseconds". `counts` are as they stand in the file; NaN is passed over.
 */
export function describeUnits(counts: Float64Array, rowOf: (index: number) => number): string {
  const runs: { readonly unit: TimeUnit; readonly first: number; last: number }[] = [];
  counts.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const unit = guessTimeUnit(value);
    const run = runs.at(-1);
    if (run?.unit === unit) run.last = index;
    else runs.push({ unit, first: index, last: index });
  });
  const units = [...new Set(runs.map(({ unit }) => unit))].map((unit) => timeUnitNames[unit]);
  if (units.length === 0) return 'no time could be read';
  if (units.length === 1) return `times are ${units[0]}`;
  if (runs.length > 2) {
    return `times are counted in ${units.join(' and ')}, each by its own size`;
  }
  const [{ first, last }] = runs;
  const [from, to] = [first, last].map((index) => rowOf(index).toLocaleString('en-US'));
  return `rows ${from} to ${to} count ${units[0]}, the others ${units[1]}`;
}
