import { createRandom, type Random } from '../random';
import { drawDays, findContinuation } from './bootstrap';
import { computeMaxDrawdown, computeSharpe, computeTotalReturn } from './risk';
import { computeSortedQuantile, estimateShare, type Estimate, type Numbers } from './statistics';

/** The levels of the quantiles of a fan and of a distribution. */
export const pathLevels = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Losses of the starting capital whose probability is told, as fractions; the last one is ruin: nothing is left. */
export const lossLevels = [0.05, 0.1, 0.2, 0.5, 1] as const;

/** How paths are drawn. */
interface PathOptions {
  readonly seed?: number;
  /** Number of paths. */
  readonly runs?: number;
}

/**
 * What else the same results might have come to in another order. This is the risk of the path, given that the results are what
 * they were: it says nothing of whether there is an edge.
 */
export interface PathRisk {
  readonly runs: number;
  /** Trades or days of a path. */
  readonly steps: number;
  /** Steps after which the equity is told; the first is 0, the last `steps`. */
  readonly at: readonly number[];
  /** Equity there in dollars, one array for each of `pathLevels`. */
  readonly fan: readonly (readonly number[])[];
  /** Equity of the run itself there. */
  readonly actual: readonly number[];
  /**
   * Deepest fall below the highest equity so far, after any step, of 0 or less: quantiles at `pathLevels`, the run's own, and that of
   * each path.
   */
  readonly maxDrawdown: {
    readonly quantiles: readonly number[];
    readonly actual: number;
    readonly values: Float64Array;
  };
  /** Equity of each path where it was lowest, over the capital, minus 1: how much of it was lost at most; 0 or less, -1 is ruin. */
  readonly deepestLoss: { readonly actual: number; readonly values: Float64Array };
  /** Return of the whole path: quantiles at `pathLevels`, and the run's own. */
  readonly totalReturn: { readonly quantiles: readonly number[]; readonly actual: number };
  /** For each of `lossLevels`: the share of paths that were at least so far below the capital after any step. */
  readonly losses: readonly Estimate[];
}

/** A slow computation: yields the share of it that is done, 0 to 1, and returns its result. */
export type InSteps<Result> = Generator<number, Result, void>;

/** Paths between two yields. */
const pathsAStep = 20;

/** Points of a fan, the start and the end included. */
const maxPoints = 121;

/** With fewer trades or days no path is drawn. */
export const minPathSteps = 5;

/**
 * Returns the paths of trades in random order: each is a permutation of all of them, so that all that are not ruined end alike and
 * differ in their way. `profits` are net, in dollars, and are added to `capital`: sizes stay as they were. Undefined below
 * `minPathSteps` trades.
 */
export function shuffleTrades(
  profits: readonly number[],
  capital: number,
  options: PathOptions = {},
): InSteps<PathRisk | undefined> {
  const order = Float64Array.from(profits);
  return drawPaths(profits, capital, options, {
    grow: (equity, profit) => equity + profit,
    draw(random) {
      // Fisher and Yates; it starts from the order of the path before, which is as random.
      for (let last = order.length - 1; last > 0; last--) {
        const other = random.below(last + 1);
        const profit = order[last];
        order[last] = order[other];
        order[other] = profit;
      }
      return order;
    },
  });
}

/**
 * Returns the paths of days drawn with replacement in blocks (stationary bootstrap, mean block 5 days, at most a third of them), so that
 * what follows on each other stays together. Returns are compounded. Undefined below `minPathSteps` days.
 *
 * Politis and Romano (1994), "The Stationary Bootstrap".
 */
export function bootstrapPaths(
  dailyReturns: readonly number[],
  capital: number,
  options: PathOptions = {},
): InSteps<PathRisk | undefined> {
  const days = dailyReturns.length;
  const drawn = new Int32Array(days);
  const path = new Float64Array(days);
  const goOn = findContinuation(days);
  return drawPaths(dailyReturns, capital, options, {
    grow: (equity, dailyReturn) => equity * (1 + dailyReturn),
    draw(random) {
      drawDays(drawn, goOn, random);
      for (let at = 0; at < days; at++) path[at] = dailyReturns[drawn[at]];
      return path;
    },
  });
}

interface PathMaker {
  /** Returns the equity after a step. */
  readonly grow: (equity: number, result: number) => number;
  /** Returns the results of the next path; the array is reused. */
  readonly draw: (random: Random) => Float64Array;
}

function* drawPaths(
  results: readonly number[],
  capital: number,
  { seed = 1, runs = 1000 }: PathOptions,
  { grow, draw }: PathMaker,
): InSteps<PathRisk | undefined> {
  const steps = results.length;
  if (steps < minPathSteps) return undefined;
  const points = Math.min(maxPoints, steps + 1);
  const at = Array.from({ length: points }, (_, point) =>
    Math.round((point * steps) / (points - 1)),
  );
  const equities = at.map(() => new Float64Array(runs));
  const drawdowns = new Float64Array(runs);
  const returns = new Float64Array(runs);
  const lows = new Float64Array(runs);
  const losses = new Float64Array(runs);
  const random = createRandom(seed);
  const equity = new Float64Array(steps);
  const walk = (path: ArrayLike<number>): void => {
    let value = capital;
    // What is lost stays lost.
    for (let step = 0; step < steps; step++) {
      equity[step] = value = value > 0 ? grow(value, path[step]) : value;
    }
  };
  const equityAfter = (step: number) => (step === 0 ? capital : equity[step - 1]);
  const findLoss = () =>
    Math.max(
      0,
      equity.reduce((low, value) => Math.min(low, value), capital),
    ) /
      capital -
    1;
  for (let run = 0; run < runs; run++) {
    if (run % pathsAStep === 0) yield run / runs;
    walk(draw(random));
    at.forEach((step, point) => (equities[point][run] = equityAfter(step)));
    drawdowns[run] = computeMaxDrawdown(equity, capital);
    returns[run] = computeTotalReturn(capital, equity[steps - 1]);
    lows[run] = equity.reduce((low, value) => Math.min(low, value), capital);
    losses[run] = findLoss();
  }
  walk(results);
  const sorted = equities.map((values) => values.sort());
  const summarize = (values: Float64Array) => {
    const ordered = values.slice().sort();
    return pathLevels.map((level) => computeSortedQuantile(ordered, level));
  };
  return {
    runs,
    steps,
    at,
    fan: pathLevels.map((level) => sorted.map((values) => computeSortedQuantile(values, level))),
    actual: at.map(equityAfter),
    maxDrawdown: {
      quantiles: summarize(drawdowns),
      actual: computeMaxDrawdown(equity, capital),
      values: drawdowns,
    },
    deepestLoss: { actual: findLoss(), values: losses },
    totalReturn: {
      quantiles: summarize(returns),
      actual: computeTotalReturn(capital, equity[steps - 1]),
    },
    losses: lossLevels.map((level) => {
      // Room for the rounding of a sum: a level that is just reached counts.
      const limit = capital * (1 - level) + 1e-9 * capital;
      return estimateShare(lows.filter((low) => low <= limit).length, runs);
    }),
  };
}

/** Days of the window of a rolling Sharpe ratio. */
export const rollingDays = 30;

/** Returns the annual Sharpe ratio of the `window` days up to each day; NaN before there are so many. */
export function rollSharpe(
  dailyReturns: Numbers & { subarray(start: number, end: number): Numbers },
  perYear: number,
  window = rollingDays,
): Float64Array {
  return Float64Array.from(dailyReturns, (_, day) =>
    day + 1 < window
      ? NaN
      : computeSharpe(dailyReturns.subarray(day + 1 - window, day + 1), perYear),
  );
}
