import type { Sample } from '../sample';

/** Columns that behave as the prices of bars. */
export interface PriceGuess {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/**
 * Finds prices by what they do: of four columns the high is the largest and the low the smallest of
 * each row, and the close is near the open of the next. Undefined where no columns behave so.
 * `isDescending` says that the rows run backwards.
 */
export function findPrices(
  sample: Sample,
  candidates: readonly number[],
  isDescending: boolean,
): PriceGuess | undefined {
  const positions = candidates.filter((position) => isPositive(sample.numbers(position)));
  let best: { high: number; low: number; between: readonly number[]; spread: number } | undefined;
  for (const high of positions) {
    for (const low of positions) {
      const spread = spreadOf(sample, high, low);
      if (!isSpreadOfBars(spread)) continue;
      const between = positions.filter((position) => isBetween(sample, position, low, high));
      const others = between.filter((position) => position !== high && position !== low);
      if (others.length < 2) continue;
      const isBetter =
        best === undefined ||
        others.length > best.between.length ||
        (others.length === best.between.length && spread > best.spread);
      if (isBetter) best = { high, low, between: others, spread };
    }
  }
  if (best === undefined || best.spread === 0) return undefined;
  const { high, low } = best;
  return { high, low, ...tellOpenFromClose(sample, best.between, isDescending) };
}

/** Whether the prices at these positions fit in nearly all rows of the sample, of which there are some. */
export function arePrices(sample: Sample, { open, high, low, close }: PriceGuess): boolean {
  return (
    [open, high, low, close].every((position) => isPositive(sample.numbers(position))) &&
    isBetween(sample, open, low, high) &&
    isBetween(sample, close, low, high)
  );
}

/** Rows that may break the rule, since files have faults. */
const tolerance = 0.05;

function isPositive(values: Float64Array): boolean {
  const positive = values.filter((value) => value > 0).length;
  return positive > 0 && positive >= (1 - tolerance) * values.length;
}

function isBetween(sample: Sample, position: number, low: number, high: number): boolean {
  const [values, lows, highs] = [position, low, high].map((at) => sample.numbers(at));
  let [fitting, rows] = [0, 0];
  values.forEach((value, row) => {
    if (Number.isNaN(value + lows[row] + highs[row])) return;
    rows++;
    if (lows[row] <= value && value <= highs[row]) fitting++;
  });
  return rows > 0 && fitting >= (1 - tolerance) * rows;
}

/** Whether two columns lie as near to each other as the high and the low of bars do. */
export function areHighAndLow(sample: Sample, high: number, low: number): boolean {
  return isSpreadOfBars(spreadOf(sample, high, low));
}

function isSpreadOfBars(spread: number): boolean {
  return spread >= 0 && spread < 0.5;
}

/**
 * Mean of (high - low) / low, NaN where the low is above the high in more than a few rows. Those few rows do not count,
 * and no row counts as more than 1: a single wrong price must not decide for a file.
 */
function spreadOf(sample: Sample, high: number, low: number): number {
  if (high === low || !isBetween(sample, high, low, high)) return NaN;
  const [highs, lows] = [sample.numbers(high), sample.numbers(low)];
  const spreads = highs.map((value, row) => value / lows[row] - 1).filter((spread) => spread >= 0);
  // Not the median: in a quiet market more than half of the bars are flat.
  return spreads.reduce((sum, spread) => sum + Math.min(spread, 1), 0) / spreads.length;
}

/** Of the columns between low and high, the pair whose close lies nearest to the next row's open. */
function tellOpenFromClose(
  sample: Sample,
  positions: readonly number[],
  isDescending: boolean,
): { readonly open: number; readonly close: number } {
  let [open, close] = positions;
  let minJump = Infinity;
  for (const first of positions) {
    for (const second of positions) {
      if (first === second) continue;
      const jump = isDescending
        ? jumpBetween(sample, second, first)
        : jumpBetween(sample, first, second);
      if (jump < minJump) [open, close, minJump] = [first, second, jump];
    }
  }
  return { open, close };
}

/**
 * Whether the opens follow the closes of the rows before them clearly worse than the other way round, as where the two
 * are exchanged.
 */
export function isReversed(
  sample: Sample,
  open: number,
  close: number,
  isDescending: boolean,
): boolean {
  const minRows = 10;
  if (sample.rows.length < minRows) return false;
  const [forwards, backwards] = [
    jumpBetween(sample, open, close),
    jumpBetween(sample, close, open),
  ];
  const [asIs, exchanged] = isDescending ? [backwards, forwards] : [forwards, backwards];
  return exchanged < 0.5 * asIs;
}

/** Sum of |after - before| over rows that follow each other: `before` of a row, `after` of the next. */
function jumpBetween(sample: Sample, after: number, before: number): number {
  const [afters, befores] = [sample.numbers(after), sample.numbers(before)];
  let sum = 0;
  for (let row = 1; row < afters.length; row++) {
    if (sample.rows[row] !== sample.rows[row - 1] + 1) continue;
    const jump = Math.abs(befores[row - 1] - afters[row]);
    if (Number.isFinite(jump)) sum += jump;
  }
  return sum;
}

/** Columns that behave as volumes. */
interface VolumeGuess {
  readonly volume?: number;
  readonly quoteVolume?: number;
}

/**
 * Finds volumes among the columns left over: never negative, and not the same in every row; the
 * volume of the quote asset is that of the base times a price of the row.
 */
export function findVolumes(
  sample: Sample,
  candidates: readonly number[],
  prices: PriceGuess,
): VolumeGuess {
  const positions = candidates.filter((position) => isVolume(sample.numbers(position)));
  for (const volume of positions) {
    const quoteVolume = positions.find((quote) => isQuoteOf(sample, quote, volume, prices));
    if (quoteVolume !== undefined) return { volume, quoteVolume };
  }
  return positions.length === 0 ? {} : { volume: positions[0] };
}

/**
 * Whether one volume is another times a price of the row, in nearly all rows that were traded, of which there must be
 * `minRows`. Bars so wide that nearly any price lies in them tell nothing.
 */
export function isQuoteOf(
  sample: Sample,
  quote: number,
  base: number,
  { high, low }: Pick<PriceGuess, 'high' | 'low'>,
  minRows = 2,
): boolean {
  const [quotes, bases, highs, lows] = [quote, base, high, low].map((at) => sample.numbers(at));
  let [fitting, rows] = [0, 0];
  quotes.forEach((value, row) => {
    if (quote === base || !(value > 0) || !(bases[row] > 0)) return;
    if (highs[row] > 2 * lows[row]) return;
    rows++;
    const price = value / bases[row];
    if (price >= 0.99 * lows[row] && price <= 1.01 * highs[row]) fitting++;
  });
  return rows >= minRows && fitting >= 0.9 * rows;
}

function isVolume(values: Float64Array): boolean {
  const finite = values.filter(Number.isFinite);
  return (
    finite.length >= 0.9 * values.length &&
    finite.every((value) => value >= 0) &&
    new Set(finite).size > 1
  );
}
