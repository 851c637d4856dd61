import type { PaperAccount, PaperAccountState } from '../../src/core/trading/paper-account';
import { openPaperAccount } from '../../src/live/paper/account';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import { type JournalEntry, loadPaperRun } from '../../src/storage/paper-journal';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { Trade } from '../../src/core/trading/positions';

const minuteMs = 60_000;

export function makeAccount(changes: Partial<PaperAccount> = {}): PaperAccount {
  return {
    id: 'a',
    name: 'Champion',
    symbol: 'BTCUSDT',
    modelId: 'm',
    settings: defaultTradingSettings,
    role: 'champion',
    isFilledAtBest: false,
    createdAt: 1000,
    ...changes,
  };
}

export function openAccount(changes: Partial<PaperAccount> = {}): PaperAccountState {
  return openPaperAccount(makeAccount(changes), minuteMs);
}

export function makeTrade(entryIndex: number, exitIndex: number): Trade {
  return {
    side: 1,
    signalIndex: entryIndex - 1,
    entryIndex,
    entryTime: entryIndex * minuteMs,
    entryPrice: 100,
    entryFill: 'open',
    quantity: 2,
    entryFee: 0.1,
    probability: 0.6,
    confidence: 0.2,
    exitIndex,
    exitTime: exitIndex * minuteMs,
    exitPrice: 101,
    exitFill: 'close',
    exitFee: 0.1,
    exitReason: 'hold',
    pnl: 1.8,
  };
}

/** What the bar that opens at `minute` did to an account. */
export function makeEntry(
  state: PaperAccountState,
  minute: number,
  trades: readonly Trade[] = [],
): JournalEntry {
  const openTime = minute * minuteMs;
  const equity = [{ openTime, equity: 10_000 + minute, close: 100 }];
  return { state: { ...state, lastOpenTime: openTime }, trades, equity };
}

/** Returns each bar that an account traded in its present run, as it is on disk. */
export async function loadPaperEquity(database: TabquantDatabase, accountId: string) {
  const { state: _, ...bars } = await loadPaperRun(database, accountId);
  return bars;
}
