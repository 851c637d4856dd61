import type { Bar, EpochMs } from '../../core/bars/bars';
import { closeBar, createEngine, type EngineState, openBar } from '../../core/trading/engine';
import { reportPerformance, type PerformanceReport } from '../../core/metrics/performance';
import { markEquity, type Position, type EngineBar } from '../../core/trading/positions';
import { resolveRules } from '../../core/trading/rules';
import type { TradingSettings } from '../../core/trading/settings';
import type {
  AccountRole,
  PaperAccount,
  PaperAccountState,
} from '../../core/trading/paper-account';
import { parseJson } from '../../core/parse-json';

/** Returns the state of an account that has its capital and has seen no bar. */
export function openPaperAccount(account: PaperAccount, intervalMs: number): PaperAccountState {
  const engine = createEngine(engineSettings(account), intervalMs);
  return { account, engine, lastOpenTime: undefined };
}

/** An account valued at the last price of the forming bar. */
interface PaperPreview {
  readonly performance: PerformanceReport;
  readonly equityNow: number;
  readonly openPnl: number;
  readonly positions: readonly Position[];
}

/**
 * Returns what an account is worth now; an order that waits for the open of `forming` counts as filled there.
 * The state does not change, since only a closed bar counts.
 */
export function previewAccount(state: PaperAccountState, forming: Bar | undefined): PaperPreview {
  const performance = reportPerformance(state.engine.record);
  const engine = copyEngine(state.engine);
  const isNext = forming !== undefined && forming.openTime > (state.lastOpenTime ?? -Infinity);
  if (isNext) stepUndecided(engine, describeBar(engine, forming));
  const { positions, record } = engine;
  const price = forming?.close ?? record.lastClose;
  const equityNow = markEquity(engine, price);
  return { performance, equityNow, openPnl: equityNow - engine.balance, positions };
}

/** Takes an engine through a bar as `step` does, but without a decision at its close: only what was decided before is done. */
function stepUndecided(engine: EngineState, bar: EngineBar): void {
  const rules = resolveRules(engine.settings);
  openBar(engine, bar, rules);
  closeBar(engine, bar, rules, 0, 0, NaN);
}

/** Returns the account with other settings from the next bar on; its positions and past do not change. */
export function configureAccount(
  state: PaperAccountState,
  settings: TradingSettings,
): PaperAccountState {
  // Throws on impossible settings.
  createEngine(settings, state.engine.intervalMs);
  const account = { ...state.account, settings };
  const engine = { ...copyEngine(state.engine), settings: engineSettings(account) };
  return { ...state, account, engine };
}

/** Returns the account with another role, or unchanged without one. Its trading does not change. */
export function assignRole(state: PaperAccountState, role?: AccountRole): PaperAccountState {
  return role === undefined ? state : { ...state, account: { ...state.account, role } };
}

/** Returns the account as if it had just been opened at `now`. */
export function restartAccount(
  { account, engine }: PaperAccountState,
  now: EpochMs,
): PaperAccountState {
  return openPaperAccount({ ...account, createdAt: now }, engine.intervalMs);
}

/** Returns the settings for the engine of an account, where fills at the best offers count as fills at the close. */
export function engineSettings({ settings, isFilledAtBest }: PaperAccount): TradingSettings {
  return isFilledAtBest ? { ...settings, fillAt: 'same-close' } : settings;
}

/** Returns a bar as the next bar for an engine. */
export function describeBar(engine: EngineState, bar: Bar): EngineBar {
  const { openTime, open, high, low, close } = bar;
  return { index: engine.lastIndex + 1, openTime, open, high, low, close };
}

/** Returns a deep copy. The state is plain data, and small: trades are stored separately, signals are the last 20. */
export function copyEngine(engine: EngineState): EngineState {
  return parseJson(JSON.stringify(engine)) as EngineState;
}
