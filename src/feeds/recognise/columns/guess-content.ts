import type { ColumnMapping } from '../../../core/import';
import { findDateColumns, readTimeAt, type TimeChoice } from '../times/choose-time';
import { judgeTimes } from '../times/judge-times';
import { arePrices, findPrices, findVolumes, type PriceGuess } from './price-content';
import { nearlyAll, type Sample } from '../sample';

/** A mapping by what the cells are, not by names. */
interface ContentGuess {
  /** Columns in the order of Binance's archives and answers, or of most libraries: no doubt. */
  readonly layout: 'binance' | 'plain' | undefined;
  readonly mapping: ColumnMapping;
  /** How times are to be read. */
  readonly time: TimeChoice;
}

/**
 * Guesses which column is what from the cells of the sample. Undefined where there is no column of
 * times or no four columns behave as prices. `fixed` are columns that are known already.
 */
export function guessByContent(
  sample: Sample,
  file: string,
  fixed: ColumnMapping['columns'] = {},
): ContentGuess | undefined {
  const layout = Object.keys(fixed).length === 0 ? findLayout(sample) : undefined;
  if (layout !== undefined) return guessLayout(sample, layout, file);

  const time = chooseByContent(sample, file, fixed.openTime);
  if (time === undefined) return undefined;
  const known = new Set<number>([time.position, ...Object.values(fixed)]);
  if (time.timeOfDay !== undefined) known.add(time.timeOfDay);
  const numeric = listNumeric(sample).filter((position) => !known.has(position));
  const found = findPrices(
    sample,
    [...numeric, ...pricesOf(fixed)].slice(0, maxColumns),
    isDescending(sample, time.position),
  );
  if (found === undefined) return undefined;
  // What a name says goes before what the cells seem to be.
  const prices = { ...found, ...definedPrices(fixed) };
  const left = numeric.filter((position) => !Object.values(prices).includes(position));
  const volumes = findVolumes(
    sample,
    left.filter((position) => !isTime(sample, position)),
    prices,
  );
  return {
    layout: undefined,
    mapping: {
      columns: { ...volumes, ...fixed, openTime: time.position, ...prices },
      time: time.reading,
      ...(time.timeOfDay === undefined ? {} : { timeOfDay: time.timeOfDay }),
      decimal: sample.decimal,
      extras: [],
    },
    time,
  };
}

const maxColumns = 40;

/** Positions of the columns that `readRest` names, in the order of the layout. */
const layouts = {
  binance: {
    columns: 12,
    rest: { volume: 5, quoteVolume: 7, tradeCount: 8, takerBuyBase: 9, takerBuyQuote: 10 },
  },
  plain: { columns: 6, rest: { volume: 5 } },
} as const;

const layoutPrices: PriceGuess = { open: 1, high: 2, low: 3, close: 4 };

function findLayout(sample: Sample): 'binance' | 'plain' | undefined {
  const width = sample.table.columns.length;
  const name = (['binance', 'plain'] as const).find((layout) => layouts[layout].columns === width);
  if (name === undefined) return undefined;
  const numeric = new Set(listNumeric(sample));
  // A date as text or a time that the file declares is as good as a count.
  const positions = sample.table.columns.map((_, position) => position).slice(1);
  const fits =
    positions.every((position) => numeric.has(position) || isTime(sample, position)) &&
    isTime(sample, 0) &&
    arePrices(sample, layoutPrices) &&
    (name === 'plain' ? !isTime(sample, 5) && isOpenFirst(sample) : isTime(sample, 6));
  return fits ? name : undefined;
}

/** In other orders, such as low, high, open, close, the same relations can hold by chance. */
function isOpenFirst(sample: Sample): boolean {
  const found = findPrices(sample, [1, 2, 3, 4], isDescending(sample, 0));
  const { high, low } = layoutPrices;
  return (
    found === undefined || (isSame(sample, found.high, high) && isSame(sample, found.low, low))
  );
}

/** Whether two columns hold the same numbers, as open and high can in a few rows. */
function isSame(sample: Sample, first: number, second: number): boolean {
  const others = sample.numbers(second);
  return sample.numbers(first).every((value, row) => Object.is(value, others[row]));
}

function guessLayout(
  sample: Sample,
  name: 'binance' | 'plain',
  file: string,
): ContentGuess | undefined {
  const verdict = judgeTimes(sample, 0);
  if (verdict.kind !== 'readable') return undefined;
  const time = readTimeAt(sample, 0, verdict, file);
  const { reading } = time;
  const mapping = {
    columns: { openTime: 0, ...layoutPrices, ...layouts[name].rest },
    time: name === 'binance' ? { ...reading, moment: 'open' as const } : reading,
    decimal: sample.decimal,
    extras: [],
  };
  return { layout: name, mapping, time };
}

/** The earliest of the columns of times: the close comes after the open. */
function chooseByContent(
  sample: Sample,
  file: string,
  fixed: number | undefined,
): TimeChoice | undefined {
  const counts = listNumeric(sample).filter((position) => isTime(sample, position));
  const dates = findDateColumns(sample, new Set()).map(({ position }) => position);
  const candidates = (fixed === undefined ? [...counts, ...dates] : [fixed]).flatMap((position) => {
    const verdict = judgeTimes(sample, position);
    return verdict.kind === 'readable' ? [{ position, verdict }] : [];
  });
  const [first] = candidates.sort(
    (a, b) => earliest(a.verdict.times) - earliest(b.verdict.times) || a.position - b.position,
  );
  return first === undefined ? undefined : readTimeAt(sample, first.position, first.verdict, file);
}

function isTime(sample: Sample, position: number): boolean {
  const verdict = judgeTimes(sample, position);
  if (verdict.kind !== 'readable') return false;
  return verdict.encoding.kind !== 'number' || hasSmallSteps(sample.numbers(position));
}

/** Turnovers can be as large as counts of time, but move by more. */
function hasSmallSteps(values: Float64Array): boolean {
  let small = 0;
  for (let row = 1; row < values.length; row++) {
    if (Math.abs(values[row] - values[row - 1]) < 0.1 * Math.abs(values[row])) small++;
  }
  return small >= nearlyAll * (values.length - 1);
}

function listNumeric(sample: Sample): readonly number[] {
  return sample.table.columns.flatMap((_, position) =>
    sample.isNumeric(position) ? [position] : [],
  );
}

function isDescending(sample: Sample, time: number): boolean {
  const verdict = judgeTimes(sample, time);
  if (verdict.kind !== 'readable') return false;
  const finite = verdict.times.filter(Number.isFinite);
  return finite[0] > finite[finite.length - 1];
}

function earliest(times: Float64Array): number {
  return times.find(Number.isFinite) ?? Infinity;
}

function definedPrices({ open, high, low, close }: ColumnMapping['columns']): Partial<PriceGuess> {
  return Object.fromEntries(
    Object.entries({ open, high, low, close }).filter(([, position]) => position !== undefined),
  );
}

function pricesOf(fixed: ColumnMapping['columns']): readonly number[] {
  return Object.values(definedPrices(fixed)).filter((position) => position !== undefined);
}
