import type { Bar } from '../../../src/core/bars/bars';
import { createEngine, step, type EngineState } from '../../../src/core/trading/engine';
import type { PaperAccount } from '../../../src/core/trading/paper-account';
import { createLivePredictor } from '../../../src/core/models/predictor';
import type { SessionModel } from '../../../src/live/paper/predictions';
import { minuteMs } from '../../servers/test-client';

/** Trades minute bars as an account that is asked for no opinion on those of `isLate`. */
export function backtestLive(
  account: PaperAccount,
  model: SessionModel,
  bars: readonly Bar[],
  isLate: (bar: Bar) => boolean,
): { readonly engine: EngineState; readonly equity: readonly number[] } {
  const predictor = createLivePredictor(model, minuteMs);
  const engine = createEngine(account.settings, minuteMs);
  const equity: number[] = [];
  for (const bar of bars) {
    const probability = predictor.push(bar);
    if (bar.openTime + minuteMs <= account.createdAt) continue;
    step(engine, { index: engine.lastIndex + 1, ...bar }, isLate(bar) ? NaN : probability);
    equity.push(engine.record.equity);
  }
  return { engine, equity };
}
