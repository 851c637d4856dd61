import {
  type BarIndex,
  type BarRange,
  type Bars,
  countBars,
  mapColumns,
  viewBars,
} from '../../bars/bars';
import type { Random } from '../../random';

/**
 * Ways to change bars, since each leaves something as it was: `scaled` moves a mean but no order, `reversed` and
 * `shuffled` an order but no mean, `extreme` values may be clipped, `delayed` changes times alone.
 */
const valueChanges = ['extreme', 'scaled', 'reversed', 'shuffled'] as const;
type ValueChange = (typeof valueChanges)[number];
export type Change = 'cut off' | 'delayed' | ValueChange;

/** Bars whose past is that of the original ones. */
interface ChangedBars {
  readonly change: Change;
  readonly bars: Bars;
}

/** Returns bars of which those from `from` on are cut off, or others in each of the ways. */
export function changeFuture(bars: Bars, from: BarIndex, random: Random): readonly ChangedBars[] {
  const future = { start: from, end: countBars(bars) };
  const delayMs = (1 + random.below(2000)) * bars.intervalMs;
  const delayed = mapColumns(bars, ({ column, values }) =>
    column === 'openTime' ? values.map((time, at) => (at < from ? time : time + delayMs)) : values,
  );
  return [
    { change: 'cut off', bars: viewBars(bars, { start: 0, end: from }) },
    { change: 'delayed', bars: delayed },
    ...changeValues(bars, [future], random),
  ];
}

/** Returns bars with other values in `ranges`, valid ones without NaN, in each of the ways; times stay. */
export function changeValues(
  bars: Bars,
  ranges: readonly BarRange[],
  random: Random,
): readonly ChangedBars[] {
  const orders = ranges.map(({ start, end }) => shuffle(start, end, random));
  const write: Readonly<Record<ValueChange, Writer>> = {
    extreme(to, _, { start, end }, column) {
      const extremes = extremesOf[column] ?? [1e-9, 1e12];
      for (let at = start; at < end; at++) to[at] = extremes[at % 2];
    },
    scaled(to, _, { start, end }) {
      for (let at = start; at < end; at++) to[at] *= 1.5;
    },
    reversed(to, from, { start, end }) {
      to.set(from.slice(start, end).reverse(), start);
    },
    shuffled(to, from, { start, end }, _, range) {
      for (let at = start; at < end; at++) to[at] = from[orders[range][at - start]];
    },
  };
  return valueChanges.map((change) => ({
    change,
    bars: mapColumns(bars, ({ column, values }) => {
      if (column === 'openTime') return values;
      const changed = values.slice();
      ranges.forEach((range, at) => write[change](changed, values, range, column, at));
      return changed;
    }),
  }));
}

type Writer = (
  to: Float64Array,
  from: Float64Array,
  range: BarRange,
  column: string,
  rangeIndex: number,
) => void;

/** Values of every second bar, in columns where they are not those of the others. */
const extremesOf: Readonly<Record<string, readonly [number, number]>> = {
  high: [1e12, 1e12],
  low: [1e-9, 1e-9],
  open: [1e6, 1e-6],
  extra: [-1e12, 1e12],
};

/** Returns the bars with another course of `bar` after its open: prices fall or rise far, and end there. */
export function changeWithin(bars: Bars, bar: BarIndex, factor: number): Bars {
  const price = bars.open[bar] * factor;
  return mapColumns(bars, ({ column, values }) => {
    if (column === 'openTime' || column === 'open') return values;
    const changed = values.slice();
    if (column === 'high') changed[bar] = Math.max(bars.open[bar], price);
    else if (column === 'low') changed[bar] = Math.min(bars.open[bar], price);
    else if (column === 'close') changed[bar] = price;
    else changed[bar] *= 3;
    return changed;
  });
}

/** Returns the whole numbers from `start` to `end - 1` in a random order. */
function shuffle(start: number, end: number, random: Random): Float64Array {
  const order = Float64Array.from({ length: end - start }, (_, at) => start + at);
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
