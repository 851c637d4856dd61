import type { Bars } from '../bars/bars';
import { computeFeatures } from '../features/compute';
import { gatherDailyFigures, inferPerformance } from '../metrics/daily-figures';
import type { PerformanceRecord } from '../metrics/performance-record';
import { computeQuantile, type Estimate } from '../metrics/statistics';
import { computeBreakEvenBps, computeTurnover } from '../metrics/trade-figures';
import { createEngine, type EngineState, stepThrough } from '../trading/engine';
import type { Costs } from '../trading/positions';
import { costPresets } from '../trading/settings';
import { createSweep } from '../trading/sweep/sweep';
import type { TradedHistory } from './placebo';

/** What costs do to a backtest. */
export interface CostEvidence {
  /** Cost a side, fee and slippage together, at which the closed trades would have gained nothing, with its interval by days. */
  readonly breakEvenBps: Estimate;
  /** Fee and slippage a side as set. */
  readonly paidBps: number;
  /** Traded value over capital, both sides counted: in all, and a day. */
  readonly turnover: number;
  readonly turnoverPerDay: number;
  /** Net P/L at the costs of each preset. */
  readonly presets: readonly PricedRun[];
  /** Net P/L at a fee of 0, 1, ... 30 bps a side without slippage. */
  readonly curve: readonly PricedRun[];
  /** Net P/L at several slippages, with the fee as set. */
  readonly slippage: readonly PricedRun[];
  /** The run with its probabilities known late. */
  readonly latency: readonly LateRun[];
  readonly wideSpread: WideSpread;
}

interface PricedRun extends Costs {
  /** Name of the preset. */
  readonly label?: string;
  /** Dollars, net. */
  readonly pnl: number;
}

interface LateRun {
  /** Bars by which each probability is known later. */
  readonly bars: number;
  readonly trades: number;
  readonly pnl: number;
  /** NaN without a trade. */
  readonly breakEvenBps: number;
}

/** The run with a slippage that grows with volatility, charged after the fact. */
interface WideSpread {
  /** Volatility at the fills over its median of all bars, mean by traded value; NaN without a trade. */
  readonly meanMultiple: number;
  /** Dollars more than slippage as set. */
  readonly extraCost: number;
  readonly pnl: number;
}

/**
 * Returns what costs do to a backtest, each figure from a run of its own with these costs, so that sizes follow the equity that is left.
 *
 * A probability that is `k` bars late makes its order `k` closes later; the first `k` bars of `range` and of each segment then have none.
 *
 * The spread that widens costs `slippageBps x vol_20 / median(vol_20)` at each fill, with the volatility of the last bar that was closed
 * (1 times while that is unknown). It is charged on the fills of the run as they were: sizes and times of trades stay.
 *
 * `seed` and `runs` are those of the interval by days. `onProgress` may throw, which ends it.
 */
export function measureCosts(
  history: TradedHistory & { readonly seed?: number; readonly runs?: number },
  onProgress: (done: number, total: number) => void = () => undefined,
): CostEvidence {
  const { bars, range, probability, settings, ...drawing } = history;
  const state = createEngine(settings, bars.intervalMs);
  stepThrough(state, bars, probability, range);
  const { record, trades } = state;
  const daily = gatherDailyFigures(record, trades, settings.slippageBps);
  const turnover = computeTurnover(record.tradedValue, record.capital);

  const presets = Object.values(costPresets);
  const total = presets.length + curveBps.length + slippagesBps.length + latencies.length;
  let done = 0;
  const count = <Run>(run: Run): Run => {
    onProgress(++done, total);
    return run;
  };
  const sweep = createSweep({ bars, range, probability });
  const price = ({ feeBps, slippageBps, ...name }: Costs & { label?: string }): PricedRun => {
    const pnl = pnlOf(sweep.run({ ...settings, feeBps, slippageBps }));
    return count({ ...name, feeBps, slippageBps, pnl });
  };
  const known = new Float64Array(range.end);
  const late = createSweep({ bars, range, probability: known });
  return {
    breakEvenBps: inferPerformance(daily, drawing).breakEvenBps,
    paidBps: settings.feeBps + settings.slippageBps,
    turnover,
    turnoverPerDay: turnover / daily.pnl.length,
    presets: presets.map(price),
    curve: curveBps.map((feeBps) => price({ feeBps, slippageBps: 0 })),
    slippage: slippagesBps.map((slippageBps) => price({ feeBps: settings.feeBps, slippageBps })),
    latency: latencies.map((delay) => {
      known.fill(NaN);
      for (let bar = range.start + delay; bar < range.end; bar++) {
        const from = bar - delay;
        const isWhole = bars.openTime[bar] - bars.openTime[from] === delay * bars.intervalMs;
        if (isWhole) known[bar] = probability[from] ?? NaN;
      }
      const run = late.run(settings);
      const { trades: closed, feesPaid, slippagePaid, tradedValue } = run;
      const pnl = pnlOf(run);
      const breakEvenBps = computeBreakEvenBps(pnl, feesPaid + slippagePaid, tradedValue);
      return count({ bars: delay, trades: closed, pnl, breakEvenBps });
    }),
    wideSpread: widenSpread(bars, state, history),
  };
}

const curveBps = Array.from({ length: 31 }, (_, bps) => bps);
const slippagesBps = [0, 1, 2, 5, 10];
const latencies = [0, 1, 2, 3, 4, 5];

function pnlOf({ equity, capital }: PerformanceRecord): number {
  return equity - capital;
}

function widenSpread(
  bars: Bars,
  { trades, positions, record, settings }: EngineState,
  { range }: TradedHistory,
): WideSpread {
  const [volatility] = computeFeatures(bars, ['vol_20']).columns;
  const usual = computeQuantile(
    volatility.subarray(range.start, range.end).filter(Number.isFinite),
    0.5,
  );
  let value = 0;
  let weighted = 0;
  const fill = (bar: number, at: string, dollars: number): void => {
    const multiple = volatility[at === 'open' ? bar - 1 : bar] / usual;
    value += dollars;
    weighted += dollars * (Number.isFinite(multiple) ? multiple : 1);
  };
  for (const { entryIndex, entryFill, quantity, entryPrice } of [...trades, ...positions]) {
    fill(entryIndex, entryFill, quantity * entryPrice);
  }
  for (const { exitIndex, exitFill, quantity, exitPrice } of trades) {
    fill(exitIndex, exitFill, quantity * exitPrice);
  }
  const extraCost = (settings.slippageBps / 10_000) * (weighted - value);
  return { meanMultiple: weighted / value, extraCost, pnl: pnlOf(record) - extraCost };
}
