import { type Bars, BarsError, countBars, listColumns, optionalColumns } from './bars';
import { formatUtc } from './times';

export { BarsError } from './bars';

/**
 * Returns `bars` itself when it meets every rule that `Bars` states; throws `BarsError` for the first
 * rule that it breaks. Extras need only the right length: they may be negative or NaN. Amounts may be NaN, which is
 * unknown, where `mayBeUnknown` says so: files leave them out, exchanges do not.
 */
export function validateBars(bars: Bars, { mayBeUnknown = false } = {}): Bars {
  checkInterval(bars);
  checkLengths(bars);
  checkTimes(bars);
  checkPrices(bars);
  checkAmounts(bars, mayBeUnknown);
  return bars;
}

function checkInterval({ intervalMs }: Bars): void {
  if (Number.isFinite(intervalMs) && intervalMs > 0) return;
  throw new BarsError(`bars: intervalMs must be a number above 0, was ${intervalMs}`);
}

function checkLengths(bars: Bars): void {
  const count = countBars(bars);
  for (const { name, values } of listColumns(bars)) {
    if (values.length === count) continue;
    const message = `bars: ${name} must have as many rows as openTime, has ${values.length} of ${count}`;
    throw new BarsError(message, { column: name });
  }
}

function checkTimes({ openTime, intervalMs }: Bars): void {
  const fail = (rule: string, row: number): never => {
    throw new BarsError(`bars: openTime must ${rule} at row ${row}`, { row, column: 'openTime' });
  };
  let before = NaN;
  for (let row = 0; row < openTime.length; row++) {
    const time = openTime[row];
    const step = time - before;
    if (step !== intervalMs) {
      if (!Number.isFinite(time)) fail(`be a finite number, was ${time}`, row);
      if (step <= 0) fail(`increase, was ${time} after ${before}`, row);
      if (row > 0 && step % intervalMs !== 0) {
        fail(`step by a multiple of ${intervalMs} ms, stepped by ${step}`, row);
      }
    }
    before = time;
  }
}

function checkPrices(bars: Bars): void {
  const { open, high, low, close } = bars;
  // Valid bars are told by one look at each; the rest only finds the first rule that is broken, and words for it.
  if (arePrices(bars)) return;
  for (const column of ['open', 'high', 'low', 'close'] as const) {
    const values = bars[column];
    for (let row = 0; row < values.length; row++) {
      const price = values[row];
      if (price > 0 && price < Infinity) continue;
      throw errorAt(bars, column, row, `must be a finite number above 0, was ${price}`);
    }
  }
  for (let row = 0; row < close.length; row++) {
    if (
      low[row] <= high[row] &&
      Math.max(open[row], close[row]) <= high[row] &&
      Math.min(open[row], close[row]) >= low[row]
    ) {
      continue;
    }
    const atLeast = (other: 'low' | 'open' | 'close'): BarsError => {
      const rule = `must be at least ${other}, was ${high[row]} under ${bars[other][row]}`;
      return errorAt(bars, 'high', row, rule);
    };
    const atMost = (other: 'open' | 'close'): BarsError => {
      const rule = `must be at most ${other}, was ${low[row]} over ${bars[other][row]}`;
      return errorAt(bars, 'low', row, rule);
    };
    if (high[row] < low[row]) throw atLeast('low');
    if (high[row] < open[row]) throw atLeast('open');
    if (high[row] < close[row]) throw atLeast('close');
    throw low[row] > open[row] ? atMost('open') : atMost('close');
  }
}

/** Whether the prices of all bars are above 0, finite, and within their bar. */
function arePrices({ open, high, low, close }: Bars): boolean {
  for (let row = 0; row < close.length; row++) {
    const top = high[row];
    const bottom = low[row];
    const first = open[row];
    const last = close[row];
    const isWithin = first >= bottom && last >= bottom && first <= top && last <= top;
    if (!(bottom > 0 && top < Infinity && isWithin)) return false;
  }
  return true;
}

function checkAmounts(bars: Bars, mayBeUnknown: boolean): void {
  for (const column of ['volume', ...optionalColumns] as const) {
    const values = bars[column];
    if (values === undefined) continue;
    for (let row = 0; row < values.length; row++) {
      const amount = values[row];
      if ((amount >= 0 && amount < Infinity) || (mayBeUnknown && Number.isNaN(amount))) continue;
      throw errorAt(bars, column, row, `must be a finite number of at least 0, was ${amount}`);
    }
  }
}

function errorAt(bars: Bars, column: string, row: number, rule: string): BarsError {
  const time = formatUtc(bars.openTime[row]);
  return new BarsError(`bars: ${column} ${rule} at row ${row} (${time})`, { row, column });
}
