import type { BarRange, Bars } from '../bars/bars';
import { reportPerformance } from '../metrics/performance';
import { isReferenceMode, leaveReferenceMode, referenceRules } from '../trading/reference-mode';
import { defaultTradingSettings, type TradingSettings } from '../trading/settings';
import { createSweep } from '../trading/sweep/sweep';

/** A backtest with one flattering rule less than the one before. */
export interface AutopsyStep {
  readonly name: string;
  readonly label: string;
  /** Why the rule that is gone flatters, as a sentence; what the first step counts. */
  readonly sin: string;
  /** UTC days that it covers. */
  readonly days: number;
  readonly trades: number;
  /** NaN without a trade. */
  readonly winRate: number;
  /** Dollars. */
  readonly pnl: number;
  /** P/L over the starting capital. */
  readonly pnlFraction: number;
  /** Annual, of daily returns; NaN below two days. */
  readonly sharpe: number;
}

interface DissectedHistory {
  readonly bars: Bars;
  /** P(rise) at each bar, those of the training block included; NaN where the model gives none. */
  readonly probability: ArrayLike<number>;
  readonly trainRange: BarRange;
  readonly testRange: BarRange;
  readonly settings: TradingSettings;
}

/** Probabilities over bars that are traded. */
interface Traded {
  readonly bars: Bars;
  /** P(rise) at each bar; NaN where there is none. */
  readonly probability: ArrayLike<number>;
  readonly range: BarRange;
}

/**
 * Returns backtests from the reference dashboard's way of counting to an honest one, each with one more rule put right and all
 * those before kept. Strategy, sizes and capital are those of `settings` throughout.
 *
 * The first step trades as many bars of the training block as the test block has, its last ones, or all if it is shorter, so that
 * P/L can be compared. The last step has the rules of `settings`. Where these flatter themselves, the defaults take their place:
 * fills at the next open, a fee and slippage above 0, and all rules of reference mode. A step that changes nothing is left out.
 */
export function dissect(history: DissectedHistory): readonly AutopsyStep[] {
  const { bars, probability, trainRange, testRange, settings } = history;
  const traded = { bars, probability };
  return dissectTraded({
    seen: { ...traded, range: takeSeen(trainRange, testRange) },
    unseen: { ...traded, range: testRange },
    settings,
  });
}

/** Returns as many bars of a training block as its test block has, its last ones, or all if it is shorter. */
export function takeSeen(trainRange: BarRange, testRange: BarRange): BarRange {
  const { end } = trainRange;
  return { start: Math.max(trainRange.start, end - (testRange.end - testRange.start)), end };
}

/** Does as `dissect` does, where bars that were learned from and bars that were not have probabilities of their own. */
export function dissectTraded({
  settings,
  ...traded
}: {
  readonly seen: Traded;
  readonly unseen: Traded;
  readonly settings: TradingSettings;
}): readonly AutopsyStep[] {
  const seen = createSweep(traded.seen);
  const unseen = createSweep(traded.unseen);
  const honest = makeHonest(settings);
  const { fillAt, maxPositions, maxLeverage, exits, slippageBps, feeBps } = honest;
  const { order, sides, latencyBars, instrument } = honest;
  let rules = { ...settings, ...referenceRules };
  const trade = (sweep: typeof seen, name: string, label: string, sin: string): AutopsyStep => {
    const record = sweep.run(rules);
    const { trades, winRate, pnl, pnlFraction, sharpe } = reportPerformance(record);
    const days = record.dailyEquity.length;
    return { name, label, sin, days, trades, winRate, pnl, pnlFraction, sharpe };
  };
  const change = (
    name: string,
    label: string,
    change: Partial<TradingSettings>,
    sin: string,
  ): readonly AutopsyStep[] => {
    const before = JSON.stringify(rules);
    rules = { ...rules, ...change };
    return JSON.stringify(rules) === before ? [] : [trade(unseen, name, label, sin)];
  };
  return [
    trade(
      seen,
      'reference',
      'Reference dashboard',
      'Replays bars that the model learned from, fills at the close that made the signal, up to ten positions at once, for free.',
    ),
    trade(
      unseen,
      'unseen',
      'Bars it never saw',
      'On bars that it learned from, a model is right more often than it will ever be again.',
    ),
    ...change(
      'next-open',
      'Fills at the next open',
      { fillAt },
      'The close that makes a signal is over once it is known; the next open is the first price to be had.',
    ),
    ...change(
      'positions',
      maxPositions === 1 ? 'One position at a time' : `${maxPositions} positions at a time`,
      { maxPositions, maxLeverage },
      'Positions that overlap count one move of the price up to ten times.',
    ),
    ...change(
      'exits',
      'Exits as set',
      { exits },
      'Every position was held for ten bars, whatever the model said meanwhile.',
    ),
    ...change(
      'orders',
      'Orders as set',
      { order, sides, latencyBars, instrument },
      'Every signal was filled at once, on both sides, and no position could be liquidated.',
    ),
    ...change(
      'slippage',
      'Slippage',
      { slippageBps },
      'Nobody buys and sells at the same price: each fill is worse than the quote.',
    ),
    ...change('fees', 'Fees', { feeBps }, 'Exchanges charge both sides of every trade.'),
  ];
}

/** Returns `settings` with defaults in place of rules that flatter. */
function makeHonest(settings: TradingSettings): TradingSettings {
  const { feeBps, slippageBps } = defaultTradingSettings;
  const kept = isReferenceMode(settings)
    ? { ...settings, ...leaveReferenceMode(undefined, undefined) }
    : settings;
  return {
    ...kept,
    fillAt: 'next-open',
    feeBps: kept.feeBps > 0 ? kept.feeBps : feeBps,
    slippageBps: kept.slippageBps > 0 ? kept.slippageBps : slippageBps,
  };
}

/** One bar of a waterfall chart. */
interface WaterfallBar {
  readonly name: string;
  /** The bar spans both, in the unit of the figure. */
  readonly from: number;
  readonly to: number;
}

/** Returns a bar a step: the first from 0, each other from the step before to its own; their sum is the last step's figure. */
export function listWaterfall(
  steps: readonly AutopsyStep[],
  figure: (step: AutopsyStep) => number,
): readonly WaterfallBar[] {
  return steps.map((step, at) => ({
    name: step.name,
    from: at > 0 ? figure(steps[at - 1]) : 0,
    to: figure(step),
  }));
}
