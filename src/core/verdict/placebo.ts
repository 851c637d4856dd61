import type { BarRange, Bars } from '../bars/bars';
import { averageShares, type PerformanceRecord } from '../metrics/performance-record';
import { dayMs } from '../metrics/risk';
import { computeDeviation, computeMean, computeSortedQuantile } from '../metrics/statistics';
import { computeBuyAndHold } from '../metrics/trade-figures';
import { createRandom, deriveSeed } from '../random';
import { createEngine, type EngineState, stepThrough } from '../trading/engine';
import type { TradingSettings } from '../trading/settings';
import { createRandomEntries, listEntries } from '../trading/sweep/random-entries';
import { createSweep } from '../trading/sweep/sweep';

/** A backtest whose result is to be explained. */
export interface TradedHistory {
  readonly bars: Bars;
  /** Bars that are traded, all of them out of sample. */
  readonly range: BarRange;
  /** P(rise) at each bar of `bars`; NaN where the model gives none. */
  readonly probability: ArrayLike<number>;
  readonly settings: TradingSettings;
}

/** A result beside what it would be without knowledge. */
export interface Placebo {
  readonly name: string;
  readonly label: string;
  /** What is random in it, and what is kept, as a sentence. */
  readonly meaning: string;
  /** Random results that the observed one is compared with; 0 where the test was not possible. */
  readonly runs: number;
  readonly observed: number;
  /** 2.5%, 50% and 97.5% quantile of the random results; NaN without any. */
  readonly null: { readonly low: number; readonly median: number; readonly high: number };
  /** Share of random results that are at least as good, the observed one counted among them; NaN without any. */
  readonly p: number;
}

/**
 * Returns a placebo test of each kind. The same seed gives the same figures, and `onProgress` may throw, which ends the tests.
 *
 * `random-entries`: the closed trades at random times (`createRandomEntries`), as many of each direction, held as long and with the same
 * confidence. The observed P/L is that of closed trades alone.
 *
 * `shifted-signal`: the probabilities of `range` moved on by a random number of bars, those beyond the end coming back at the start. Clusters
 * of signals stay as they are. The least shift, forwards and backwards, is a day or 60 bars, whichever is longer; with fewer than
 * `minShifts` to choose from there is no test.
 *
 * Results are compared by P/L before costs, less the mean of all random results, over the deviation of its own daily changes: a t
 * statistic. A model that trades when prices move most, or several positions at once, has larger gains and losses than its placebos
 * without knowing anything, so dollars alone would call luck significant. A studentized test keeps its level there (Janssen 1997, "Studentized
 * permutation tests for non-i.i.d. hypotheses"; Chung and Romano 2013). For people, random results are shown at the deviation of the
 * observed one and net of its costs, in dollars; the order is that of the statistic.
 *
 * p = (1 + #(random >= observed)) / (runs + 1), with ties against the observed one (Phipson and Smyth 2010, "Permutation P-values Should
 * Never Be Zero"). Without a trade every result is 0, and p is 1. There is no test below two days.
 */
export function runPlacebos(
  history: TradedHistory & {
    readonly runs?: number;
    readonly seed?: number;
    /** Whether the signal is shifted, too; true by default. */
    readonly hasShifts?: boolean;
  },
  onProgress: (done: number, total: number) => void = () => undefined,
): readonly Placebo[] {
  const { runs = 2000, seed = 1, hasShifts = true } = history;
  const draw = (test: Test, at: number): Placebo => {
    const { observed, costs, random } = test;
    const results = Array.from({ length: test.isPossible ? runs : 0 }, (_, run) => {
      if (run % progressStep === 0) onProgress(at * runs + run, 2 * runs);
      return measureDays(random(deriveSeed(deriveSeed(seed, at), run)));
    });
    onProgress((at + 1) * runs, 2 * runs);
    const { pnl, deviation } = measureDays(observed);
    const center = computeMean(results.map((result) => result.pnl));
    const scaled = results.map((result) => {
      const scale = result.deviation > 0 ? deviation / result.deviation : 0;
      return center + (result.pnl - center) * scale - costs;
    });
    const { name, label, meaning } = test;
    const rounded = rounding * observed.capital;
    return { name, label, meaning, ...rankAmong(pnl - costs, scaled, rounded) };
  };
  const tests = hasShifts ? [testEntries(history), testShifts(history)] : [testEntries(history)];
  return tests.map(draw);
}

/**
 * Returns where `observed` lies among `random` results of the same kind, the higher the better; those that are lower by no more than
 * `tolerance` count as equal.
 */
export function rankAmong(
  observed: number,
  random: ArrayLike<number>,
  tolerance = 0,
): Pick<Placebo, 'runs' | 'observed' | 'null' | 'p'> {
  const sorted = Float64Array.from(random).sort();
  const [low, median, high] = [0.025, 0.5, 0.975].map((at) => computeSortedQuantile(sorted, at));
  const runs = sorted.length;
  const better = sorted.reduce((sum, value) => sum + Number(value >= observed - tolerance), 0);
  const p = runs > 0 ? (1 + better) / (runs + 1) : NaN;
  return { runs, observed, null: { low, median, high }, p };
}

/** Runs between two reports of progress. */
const progressStep = 25;
/** Fewest shifts to choose from: with fewer, no p-value could be small. */
const minShifts = 100;
const minShiftBars = 60;
/** Results that differ by less than this fraction of the capital differ by rounding. */
const rounding = 1e-11;

interface Test extends Pick<Placebo, 'name' | 'label' | 'meaning'> {
  readonly isPossible: boolean;
  /** The run free of costs. */
  readonly observed: PerformanceRecord;
  /** What costs took from the observed run, dollars. */
  readonly costs: number;
  /** Returns a random run, free of costs. */
  random(seed: number): PerformanceRecord;
}

function testEntries({ bars, range, probability, settings }: TradedHistory): Test {
  const { trades } = stepAccount({ bars, range, probability, settings });
  const sweep = createSweep({ bars, range, probability });
  const free = { ...settings, feeBps: 0, slippageBps: 0 };
  const own = listEntries(trades, settings);
  const observed = sweep.runEntries(free, own);
  // A trade that is closed within the range is closed at its last bar at the latest.
  const placed = { start: range.start, end: range.end - 1 };
  const draw = createRandomEntries(trades, bars, placed, settings);
  return {
    name: 'random-entries',
    label: 'Random entries',
    meaning: 'The same trades at random times: as many long and short, held as long.',
    isPossible: observed.dailyEquity.length > 1,
    observed,
    costs: observed.equity - sweep.runEntries(settings, own).equity,
    random: (seed) => sweep.runEntries(free, draw(seed)),
  };
}

function testShifts({ bars, range, probability, settings }: TradedHistory): Test {
  const { start, end } = range;
  const length = end - start;
  const least = Math.max(minShiftBars, Math.ceil(dayMs / bars.intervalMs));
  const shifts = length - 2 * least + 1;
  const own = Float64Array.from({ length }, (_, bar) => probability[start + bar] ?? NaN);
  const shifted = new Float64Array(end);
  const sweep = createSweep({ bars, range, probability: shifted });
  const free = { ...settings, feeBps: 0, slippageBps: 0 };
  const shift = (by: number): void => {
    shifted.set(own.subarray(length - by), start);
    shifted.set(own.subarray(0, length - by), start + by);
  };
  shift(0);
  const observed = sweep.run(free);
  return {
    name: 'shifted-signal',
    label: 'Shifted signal',
    meaning: "The model's own probabilities at other times, a day or more away, clusters and all.",
    isPossible: shifts >= minShifts,
    observed,
    costs: observed.equity - sweep.run(settings).equity,
    random(seed) {
      shift(least + createRandom(seed).below(shifts));
      return sweep.run(free);
    },
  };
}

/** Returns P/L in dollars and the deviation of its daily changes. */
function measureDays({ capital, equity, dailyEquity }: PerformanceRecord) {
  const changes = dailyEquity.map((value, day) => value - (dailyEquity[day - 1] ?? capital));
  return { pnl: equity - capital, deviation: computeDeviation(changes) };
}

/** Returns the account after `range`. */
function stepAccount({ bars, range, probability, settings }: TradedHistory): EngineState {
  const state = createEngine(settings, bars.intervalMs);
  stepThrough(state, bars, probability, range);
  return state;
}

/** What holding the market would have gained, free of costs, beside an account. */
export interface HoldingComparison {
  /** Net P/L of the account, open positions included, dollars. */
  readonly pnl: number;
  readonly holdings: readonly Holding[];
}

interface Holding {
  readonly name: string;
  readonly label: string;
  readonly meaning: string;
  /** Part of the capital that is held; negative is short. */
  readonly fraction: number;
  /** Dollars. */
  readonly pnl: number;
  /** P/L of the account less this one. */
  readonly difference: number;
}

/**
 * Returns the account beside buy & hold of all its capital, of as much as it had at work on average, and of as much as it was long more
 * than short on average (`averageShares`). A holding gains `fraction x capital x (last close / first open - 1)`.
 */
export function compareHoldings(history: TradedHistory): HoldingComparison {
  const { record } = stepAccount(history);
  const { capital, equity, firstOpen, lastClose } = record;
  const { gross, net } = averageShares(record);
  const pnl = equity - capital;
  const market = capital * computeBuyAndHold(firstOpen, lastClose);
  const hold = (name: string, label: string, meaning: string, fraction: number): Holding => {
    const held = fraction * market;
    return { name, label, meaning, fraction, pnl: held, difference: pnl - held };
  };
  return {
    pnl,
    holdings: [
      hold('all', 'Buy & hold', 'All the capital, held from the first bar to the last.', 1),
      hold(
        'at-work',
        'Buy & hold, same capital at work',
        'As much as this account had in positions on average, long or short.',
        gross,
      ),
      hold(
        'net-long',
        'Buy & hold, same net position',
        'As much as this account was long more than short on average: what the market alone gave it.',
        net,
      ),
    ],
  };
}
