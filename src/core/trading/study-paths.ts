import type { BarIndex, EpochMs } from '../bars/bars';
import {
  bootstrapPaths,
  type PathRisk,
  rollingDays,
  rollSharpe,
  shuffleTrades,
} from '../metrics/path-risk';
import { type Drawdown, findDrawdowns, type MonthReturn, tabulateMonths } from '../metrics/periods';
import { computeDailyReturns, dayMs } from '../metrics/risk';
import { findTradingDays } from '../metrics/trading-days';
import { createEngine, stepThrough } from './engine';
import type { TradedRun } from './explain-bar';

/** How the equity of a run moved, and how else it might have, as of a bar. */
export interface PathStudy {
  readonly capital: number;
  /** The same trades in another order; undefined where there are too few. */
  readonly trades: PathRisk | undefined;
  /** Days like these; undefined where there are too few. */
  readonly days: PathRisk | undefined;
  readonly months: readonly MonthReturn[];
  /** The deepest ones, at ends of days. */
  readonly drawdowns: readonly Drawdown[];
  /** Annual Sharpe ratio of the last `windowDays` trading days at the end of each; empty where there are fewer. */
  readonly rolling: {
    readonly windowDays: number;
    /** The days, by their start. */
    readonly time: readonly EpochMs[];
    readonly sharpe: readonly number[];
  };
}

/** Returns how the equity of `run` moved before bar `until`. */
export function studyPaths(run: TradedRun, until: BarIndex, seed = 1): PathStudy {
  const { bars, probability, range, settings } = run;
  const end = Math.min(until, range.end);
  const engine = createEngine(settings, bars.intervalMs);
  stepThrough(engine, bars, probability, { start: range.start, end });
  const { record, trades } = engine;
  const { capital, dailyEquity, firstOpenTime } = record;
  const { returns, perYear, isOpen } = findTradingDays(record);
  const firstDay = Math.floor(firstOpenTime / dayMs) * dayMs;
  const sharpe = rollSharpe(returns, perYear);
  const openDays = [...dailyEquity.keys()].filter(isOpen);
  const known = openDays.map((_, at) => at).filter((at) => at + 1 >= rollingDays);
  return {
    capital,
    trades: shuffleTrades(
      trades.map(({ pnl }) => pnl),
      capital,
      { seed },
    ),
    days: bootstrapPaths([...returns], capital, { seed }),
    months: tabulateMonths(computeDailyReturns(dailyEquity, capital), firstDay),
    drawdowns: findDrawdowns(dailyEquity, capital, firstDay),
    rolling: {
      windowDays: rollingDays,
      time: known.map((at) => firstDay + openDays[at] * dayMs),
      sharpe: known.map((at) => sharpe[at]),
    },
  };
}
