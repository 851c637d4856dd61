import type { PastBars } from '../strategies/past-bars';

/** A mistake in a person's rule; the message is for them. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
}

/** What a rule may look at when it is asked at a close. */
export interface RuleWindow {
  /** The closed bars up to this one; `start` is moved so that no more than the rule's look-back are seen. */
  readonly past: PastBars;
  /** Max bars that the rule looks back, the one that closes included. */
  readonly lookBackBars: number;
  /** Columns by name, with the same rows as `past.columns`. */
  readonly features: Readonly<Record<string, ArrayLike<number>>>;
}

/** A name that a rule can use; the editor completes it. */
export interface RuleName {
  readonly name: string;
  /** As it is written: `sma(bars, ago = 0)`. */
  readonly use: string;
  readonly meaning: string;
}

interface RuleFunction extends RuleName {
  /** Returns the function for a rule that sees `window`, whose `past` is another at each close. */
  create(window: RuleWindow): (...args: readonly unknown[]) => number;
}

type PriceColumn = 'open' | 'high' | 'low' | 'close' | 'volume';

/** Every function that a rule can call. `ago` is 0 for the bar that closes, 1 for the one before. */
export const ruleFunctions: readonly RuleFunction[] = [
  price('close', 'Close of the bar; close() is the newest.'),
  price('open', 'Open of the bar.'),
  price('high', 'High of the bar.'),
  price('low', 'Low of the bar.'),
  price('volume', 'Volume of the bar.'),
  overBars(
    'change',
    'Fraction that the close has gained over so many bars.',
    1,
    (bars) => bars + 1,
    {
      of: (close, first, last) => close[last] / close[first] - 1,
    },
  ),
  overBars('sma', 'Mean of the last closes.', 1, (bars) => bars, { of: mean }),
  overBars(
    'ema',
    'Exponential mean of closes, alpha 2 / (bars + 1), over the last 4 x bars.',
    1,
    (bars) => 4 * bars,
    {
      of(close, first, last) {
        const alpha = 2 / ((last - first + 1) / 4 + 1);
        let [sum, weights, weight] = [0, 0, 1];
        for (let at = last; at >= first; at--) {
          sum += weight * close[at];
          weights += weight;
          weight *= 1 - alpha;
        }
        return sum / weights;
      },
    },
  ),
  overBars('stdev', 'Sample standard deviation of the last closes.', 2, (bars) => bars, {
    of: deviate,
  }),
  overBars(
    'zscore',
    'Standard deviations that the close is above the mean of the last closes.',
    2,
    (bars) => bars,
    {
      of(close, first, last) {
        const deviation = deviate(close, first, last);
        return deviation === 0 ? 0 : (close[last] - mean(close, first, last)) / deviation;
      },
    },
  ),
  overBars(
    'volatility',
    'Sample standard deviation of the returns of the last bars.',
    2,
    (bars) => bars + 1,
    {
      of(close, first, last) {
        const count = last - first;
        let [sum, squares] = [0, 0];
        for (let at = first + 1; at <= last; at++) sum += close[at] / close[at - 1] - 1;
        for (let at = first + 1; at <= last; at++) {
          squares += (close[at] / close[at - 1] - 1 - sum / count) ** 2;
        }
        return Math.sqrt(squares / (count - 1));
      },
    },
  ),
  overBars(
    'rsi',
    'Relative strength, 0 to 100: gains over gains and losses of the last bars (Cutler).',
    1,
    (bars) => bars + 1,
    {
      of(close, first, last) {
        let [gains, losses] = [0, 0];
        for (let at = first + 1; at <= last; at++) {
          const move = close[at] - close[at - 1];
          if (move > 0) gains += move;
          else losses -= move;
        }
        return gains + losses === 0 ? 50 : (100 * gains) / (gains + losses);
      },
    },
  ),
  {
    name: 'atr',
    use: 'atr(bars, ago = 0)',
    meaning: 'Mean true range of the last bars, in the price.',
    create:
      (window) =>
      (bars, ago = 0) => {
        if (!isWhole(bars, 1))
          throw new RuleError(`atr(${show(bars)}): bars must be a whole number from 1 on`);
        const last = findRow(window, `atr(${show(bars)})`, bars + 1, ago);
        const { high, low, close } = window.past.columns;
        let sum = 0;
        for (let at = last - bars + 1; at <= last; at++) {
          sum += Math.max(high[at], close[at - 1]) - Math.min(low[at], close[at - 1]);
        }
        return sum / bars;
      },
  },
  overBars('highest', 'Highest high of the last bars.', 1, (bars) => bars, {
    column: 'high',
    of(high, first, last) {
      let highest = -Infinity;
      for (let at = first; at <= last; at++) if (high[at] > highest) highest = high[at];
      return highest;
    },
  }),
  overBars('lowest', 'Lowest low of the last bars.', 1, (bars) => bars, {
    column: 'low',
    of(low, first, last) {
      let lowest = Infinity;
      for (let at = first; at <= last; at++) if (low[at] < lowest) lowest = low[at];
      return lowest;
    },
  }),
  {
    name: 'feature',
    use: "feature('name', ago = 0)",
    meaning: 'A feature of the bar, as models read it; NaN in its warm-up.',
    create:
      (window) =>
      (name, ago = 0) => {
        if (typeof name !== 'string')
          throw new RuleError("feature must get a name: feature('ret_5')");
        if (!Object.hasOwn(window.features, name)) {
          throw new RuleError(
            `there is no feature "${name.slice(0, 40)}" of these bars; the Train view lists those that there are`,
          );
        }
        return window.features[name][findRow(window, `feature('${name}')`, 1, ago)];
      },
  },
];

/** What else a rule can use: values of the close at which it is asked, and what it returns. */
export const ruleValues: readonly RuleName[] = [
  { name: 'probability', use: 'probability', meaning: "The model's probability; NaN without one." },
  {
    name: 'position',
    use: 'position',
    meaning:
      'The open position: side (1 or -1), bars held, entryPrice, profit (fraction); null without one.',
  },
  { name: 'hour', use: 'hour', meaning: 'Hour of the bar, UTC, 0 to 23.' },
  { name: 'weekday', use: 'weekday', meaning: 'Day of the bar, UTC: 0 is Sunday, 6 Saturday.' },
  { name: 'LONG', use: 'return LONG', meaning: 'Buys: the number 1.' },
  { name: 'SHORT', use: 'return SHORT', meaning: 'Sells short: the number -1.' },
  { name: 'NEUTRAL', use: 'return NEUTRAL', meaning: 'Does nothing: the number 0.' },
];

function price(column: PriceColumn, meaning: string): RuleFunction {
  return {
    name: column,
    use: `${column}(ago = 0)`,
    meaning,
    create:
      (window) =>
      (ago = 0) =>
        window.past.columns[column][findRow(window, `${column}(${show(ago)})`, 1, ago)],
  };
}

/** A function of `bars` bars that end `ago` bars before the newest one, made of `needs(bars)` rows of one column. */
function overBars(
  name: string,
  meaning: string,
  min: number,
  needs: (bars: number) => number,
  {
    column = 'close',
    of,
  }: { column?: PriceColumn; of: (values: Float64Array, first: number, last: number) => number },
): RuleFunction {
  return {
    name,
    use: `${name}(bars, ago = 0)`,
    meaning,
    create:
      (window) =>
      (bars, ago = 0) => {
        const call = `${name}(${show(bars)})`;
        if (!isWhole(bars, min)) {
          throw new RuleError(`${call}: bars must be a whole number from ${min} on`);
        }
        const rows = needs(bars);
        const last = findRow(window, call, rows, ago);
        return of(window.past.columns[column], last - rows + 1, last);
      },
  };
}

/** Returns the row of the bar `ago` bars before the newest one, of which and of those before it `rows` are seen. */
function findRow(
  { past, lookBackBars }: RuleWindow,
  call: string,
  rows: number,
  ago: unknown,
): number {
  if (!isWhole(ago, 0)) {
    throw new RuleError(`${call}: ago must be a whole number from 0 on, was ${show(ago)}`);
  }
  if (rows + ago > lookBackBars) {
    throw new RuleError(
      `${call} needs ${rows + ago} bars, but the rule sees ${lookBackBars}: set "Bars it sees" to ${rows + ago} or more`,
    );
  }
  return past.end - 1 - ago;
}

function isWhole(value: unknown, min: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min;
}

/** Returns a value as a message shows it, without running code of the rule. */
function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : typeof value;
}

function mean(values: Float64Array, first: number, last: number): number {
  let sum = 0;
  for (let at = first; at <= last; at++) sum += values[at];
  return sum / (last - first + 1);
}

function deviate(values: Float64Array, first: number, last: number): number {
  const average = mean(values, first, last);
  let squares = 0;
  for (let at = first; at <= last; at++) squares += (values[at] - average) ** 2;
  return Math.sqrt(squares / (last - first));
}
