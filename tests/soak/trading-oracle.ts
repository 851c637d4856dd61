import {
  type Bar,
  type Bars,
  countBars,
  type EpochMs,
  isSameBar,
  readBar,
} from '../../src/core/bars/bars';
import { createEngine, step, type EngineState } from '../../src/core/trading/engine';
import { isTooLate } from '../../src/live/market/exchange-time';
import type { PaperAccount } from '../../src/core/trading/paper-account';
import {
  countHistoryBars,
  createLivePredictor,
  type LivePredictor,
} from '../../src/core/models/predictor';
import type { SessionModel } from '../../src/live/paper/predictions';
import type { FormingBar, LiveEvent } from '../../workers/api/live';

export interface OracleSubject {
  readonly account: PaperAccount;
  readonly model: SessionModel;
}

/** What an account must have done. */
export interface OracleRun {
  readonly engine: EngineState;
  readonly equity: readonly number[];
  /** Bars on which no order was allowed. */
  readonly lateBars: number;
}

/**
 * Trades beside a client by what the client tells the page, with the engine alone: each bar as it was seen
 * first, however it was corrected afterwards, and without an opinion where it was known too late.
 */
export interface TradingOracle {
  hear(event: LiveEvent, at: EpochMs): void;
  run(accountId: string): OracleRun;
}

export interface OracleOptions {
  readonly symbol: string;
  readonly intervalMs: number;
  readonly subjects: readonly OracleSubject[];
  /** The versions of a bar that the exchange has told, any of which the client may have seen first. */
  readonly findVersions: (openTime: EpochMs) => Iterable<Bar>;
}

interface Trader extends OracleSubject {
  readonly engine: EngineState;
  readonly equity: number[];
  lateBars: number;
  predictor: LivePredictor;
}

/** What the page is told of a closed bar. */
const toldColumns = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const;

export function createTradingOracle(options: OracleOptions): TradingOracle {
  const { symbol, intervalMs, subjects, findVersions } = options;
  /** As the client believes them to be, oldest first. */
  const seen: Bar[] = [];
  const traders = subjects.map(({ account, model }): Trader => ({
    account,
    model,
    engine: createEngine(account.settings, intervalMs),
    equity: [],
    lateBars: 0,
    predictor: createLivePredictor(model, intervalMs),
  }));
  const trade = (bar: Bar, at: EpochMs): void => {
    const closeTime = bar.openTime + intervalMs;
    const isLate = isTooLate(at - closeTime, intervalMs);
    for (const trader of traders) {
      const { account, engine, equity, predictor } = trader;
      const probability = predictor.push(bar);
      if (closeTime <= account.createdAt) continue;
      if (isLate) trader.lateBars++;
      step(engine, { index: engine.lastIndex + 1, ...bar }, isLate ? NaN : probability);
      equity.push(engine.record.equity);
    }
    seen.push(bar);
  };
  /** From here on the models look back on what the bars are now. */
  const reconsider = (): void => {
    for (const trader of traders) {
      trader.predictor = createLivePredictor(trader.model, intervalMs);
      const historyBars = countHistoryBars(trader.model, intervalMs);
      for (const bar of seen.slice(-historyBars)) trader.predictor.push(bar);
    }
  };
  const takeBars = (bars: Bars, at: EpochMs): void => {
    const shown = Array.from({ length: countBars(bars) }, (_, index) => readBar(bars, index));
    const last = seen.at(-1)?.openTime ?? -Infinity;
    const known = new Map(seen.map((bar, index) => [bar.openTime, index]));
    let isCorrected = false;
    for (const bar of shown) {
      const index = known.get(bar.openTime);
      if (index === undefined || isSameBar(seen[index], bar)) continue;
      seen[index] = bar;
      isCorrected = true;
    }
    // What comes together with a correction comes after it.
    if (isCorrected) reconsider();
    for (const bar of shown) if (bar.openTime > last) trade(bar, at);
  };

  const findTold = (told: FormingBar): Bar => {
    for (const version of findVersions(told.openTime)) {
      if (toldColumns.every((name) => Object.is(version[name], told[name]))) return version;
    }
    throw new Error(`oracle: the exchange never told the bar of ${symbol} at ${told.openTime}`);
  };

  return {
    hear(event, at) {
      if (event.kind === 'bars' && event.symbol === symbol) takeBars(event.bars, at);
      if (event.kind !== 'closed-bar' || event.symbol !== symbol) return;
      trade(findTold(event.bar), at);
    },
    run(accountId) {
      const trader = traders.find(({ account }) => account.id === accountId);
      if (trader === undefined) throw new Error(`oracle: ${accountId} is not followed`);
      return trader;
    },
  };
}
