import type { BarIndex, EpochMs } from '../bars/bars';
import {
  bootstrapPaths,
  type InSteps,
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

/** Bars between two yields. */
const barsAStep = 32_768;

/** Returns how the equity of `run` moved before bar `until`. */
export function* studyPaths(run: TradedRun, until: BarIndex, seed = 1): InSteps<PathStudy> {
  const { bars, probability, range, settings } = run;
  const end = Math.min(until, range.end);
  const engine = createEngine(settings, bars.intervalMs);
  for (let start = range.start; start < end; start += barsAStep) {
    yield ((start - range.start) / (end - range.start)) * shares.bars;
    stepThrough(engine, bars, probability, { start, end: Math.min(end, start + barsAStep) });
  }
  const { record, trades } = engine;
  const { capital, dailyEquity, firstOpenTime } = record;
  const { returns, perYear, isOpen } = findTradingDays(record);
  const firstDay = Math.floor(firstOpenTime / dayMs) * dayMs;
  const sharpe = rollSharpe(returns, perYear);
  const openDays = [...dailyEquity.keys()].filter(isOpen);
  const known = openDays.map((_, at) => at).filter((at) => at + 1 >= rollingDays);
  const profits = trades.map(({ pnl }) => pnl);
  const shuffled = yield* scale(
    shuffleTrades(profits, capital, { seed }),
    shares.bars,
    1 - shares.days,
  );
  const drawn = yield* scale(bootstrapPaths([...returns], capital, { seed }), 1 - shares.days, 1);
  return {
    capital,
    trades: shuffled,
    days: drawn,
    months: tabulateMonths(computeDailyReturns(dailyEquity, capital), firstDay),
    drawdowns: findDrawdowns(dailyEquity, capital, firstDay),
    rolling: {
      windowDays: rollingDays,
      time: known.map((at) => firstDay + openDays[at] * dayMs),
      sharpe: known.map((at) => sharpe[at]),
    },
  };
}

/** Parts of the time that the engine takes, and paths of days; those of trades take the rest. */
const shares = { bars: 0.2, days: 0.1 };

/** Yields what `steps` do as a part of something longer, `from` to `to` of it. */
function* scale<Result>(steps: InSteps<Result>, from: number, to: number): InSteps<Result> {
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    yield from + (to - from) * next.value;
  }
}
