import type { Bar, EpochMs } from '../../core/bars/bars';
import { createEngine, step, type EngineState } from '../../core/trading/engine';
import { reportPerformance, type PerformanceReport } from '../../core/metrics/performance';
import { markEquity, type Position, type EngineBar } from '../../core/trading/positions';
import type { TradingSettings } from '../../core/trading/settings';
import type {
  AccountRole,
  PaperAccount,
  PaperAccountState,
} from '../../core/trading/paper-account';

/** Returns an account with its capital that has seen no bar. */
export function openPaperAccount(account: PaperAccount, intervalMs: number): PaperAccountState {
  const engine = createEngine(engineSettings(account), intervalMs);
  return { account, engine, lastOpenTime: undefined };
}

/** An account with a bar that is still forming, at the bar's last price. */
interface PaperPreview {
  readonly performance: PerformanceReport;
  readonly equityNow: number;
  readonly openPnl: number;
  readonly positions: readonly Position[];
}

/**
 * Returns what an account is worth now: an order that waits for the open of `forming` counts as filled
 * there. Nothing of it is kept; the closed bar decides.
 */
export function previewAccount(state: PaperAccountState, forming: Bar | undefined): PaperPreview {
  const performance = reportPerformance(state.engine.record);
  const engine = copyEngine(state.engine);
  const isNext = forming !== undefined && forming.openTime > (state.lastOpenTime ?? -Infinity);
  if (isNext) step(engine, describeBar(engine, forming), NaN);
  const { positions, record } = engine;
  const price = forming?.close ?? record.lastClose;
  const equityNow = markEquity(engine, price);
  return { performance, equityNow, openPnl: equityNow - engine.balance, positions };
}

/** Returns the account under other settings from the next bar on; what it holds and did stays. */
export function configureAccount(
  state: PaperAccountState,
  settings: TradingSettings,
): PaperAccountState {
  // Checked as a new engine checks them.
  createEngine(settings, state.engine.intervalMs);
  const account = { ...state.account, settings };
  const engine = { ...copyEngine(state.engine), settings: engineSettings(account) };
  return { ...state, account, engine };
}

/** Returns the account in another role; where none is named, as it is. Nothing of its trading changes. */
export function assignRole(state: PaperAccountState, role?: AccountRole): PaperAccountState {
  return role === undefined ? state : { ...state, account: { ...state.account, role } };
}

/** Returns the account as if it had been opened at `now`, with its capital. */
export function restartAccount(
  { account, engine }: PaperAccountState,
  now: EpochMs,
): PaperAccountState {
  return openPaperAccount({ ...account, createdAt: now }, engine.intervalMs);
}

/** Returns the settings that the engine of an account runs under: fills at the best offers are fills at the close. */
export function engineSettings({ settings, isFilledAtBest }: PaperAccount): TradingSettings {
  return isFilledAtBest ? { ...settings, fillAt: 'same-close' } : settings;
}

/** Returns a bar as the next one of an engine. */
export function describeBar(engine: EngineState, bar: Bar): EngineBar {
  const { openTime, open, high, low, close } = bar;
  return { index: engine.lastIndex + 1, openTime, open, high, low, close };
}

/** The state is plain data, and small: trades are kept apart, signals are the last 20. */
export function copyEngine(engine: EngineState): EngineState {
  return JSON.parse(JSON.stringify(engine)) as EngineState;
}
