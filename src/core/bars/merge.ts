import { countBars, type Bars } from './bars';
import { BarsError } from './bars-error';
import { listColumns, mapColumns, readColumn, type Column } from './columns';
import { formatUtc } from './format-time';

/** Bars of several files as one, and how many bars were there more than once. */
export interface MergedBars {
  readonly bars: Bars;
  /** Bars that were dropped because an identical one stays. */
  readonly duplicates: number;
}

/**
 * Returns the bars of all parts by time, whatever the order of the parts, each of which is valid.
 *
 * An optional column or extra stays only if every part has it. Throws `BarsError` when there is no
 * bar, when intervals or their offsets differ, and when two bars of one time differ.
 */
export function mergeBars(parts: readonly Bars[]): MergedBars {
  const [first, ...others] = parts.filter((part) => countBars(part) > 0);
  if (first === undefined) throw new BarsError('bars: a merge needs at least 1 bar, has 0');
  for (const part of others) checkSameGrid(first, part);
  const joined = joinParts([first, ...others]);
  const kept = dropDuplicates(joined, orderByTime(joined.openTime));
  const bars = mapColumns(joined, ({ values }) => gather(values, kept));
  return { bars, duplicates: countBars(joined) - countBars(bars) };
}

function checkSameGrid(first: Bars, part: Bars): void {
  if (part.intervalMs !== first.intervalMs) {
    throw new BarsError(
      'bars: merged parts must have one interval, ' +
        `was ${part.intervalMs} ms beside ${first.intervalMs} ms`,
    );
  }
  if ((part.openTime[0] - first.openTime[0]) % first.intervalMs !== 0) {
    throw new BarsError(
      `bars: merged parts must open a multiple of ${first.intervalMs} ms apart, ` +
        `was ${formatUtc(part.openTime[0])} beside ${formatUtc(first.openTime[0])}`,
    );
  }
}

/** Returns all parts one after the other, earliest start first, with the columns all of them have. */
function joinParts(parts: readonly Bars[]): Bars {
  const ordered = [...parts].sort((a, b) => a.openTime[0] - b.openTime[0]);
  const count = ordered.reduce((sum, part) => sum + countBars(part), 0);
  const concatenate = (column: Column): Float64Array => {
    const values = new Float64Array(count);
    let offset = 0;
    for (const part of ordered) {
      values.set(readColumn(part, column) ?? [], offset);
      offset += countBars(part);
    }
    return values;
  };
  return mapColumns(ordered[0], concatenate, (column) =>
    ordered.every((part) => readColumn(part, column) !== undefined),
  );
}

/** Returns the positions of the times in their order; sorts only where parts overlap. */
function orderByTime(openTime: Float64Array): Uint32Array {
  const order = Uint32Array.from(openTime, (_, index) => index);
  const isOrdered = openTime.every((time, index) => index === 0 || time > openTime[index - 1]);
  return isOrdered ? order : order.sort((a, b) => openTime[a] - openTime[b] || a - b);
}

/** Returns `order` without the bars that equal the one before; throws where only their time does. */
function dropDuplicates(bars: Bars, order: Uint32Array): Uint32Array {
  const columns = listColumns(bars);
  return order.filter((index, place) => {
    const before = order[place - 1];
    if (place === 0 || bars.openTime[index] !== bars.openTime[before]) return true;
    for (const { name, values } of columns) {
      if (Object.is(values[index], values[before])) continue;
      throw new BarsError(
        `bars: two bars of one time must be identical, ${name} was ${values[before]} and ` +
          `${values[index]} at ${formatUtc(bars.openTime[index])}`,
        { column: name },
      );
    }
    return false;
  });
}

function gather(values: Float64Array, indices: Uint32Array): Float64Array {
  const gathered = new Float64Array(indices.length);
  for (let place = 0; place < indices.length; place++) gathered[place] = values[indices[place]];
  return gathered;
}
