import type { EpochMs } from '../../src/core/bars/bars';
import { loadPaperAccount } from '../../src/storage/paper-accounts';
import { loadPaperEquity, loadPaperTrades } from '../../src/storage/paper-journal';
import type { TabquantDatabase } from '../../src/storage/schema';

/** What the journal of an account says at the end. */
export interface AccountCheck {
  readonly bars: number;
  readonly trades: number;
  /** Bars that should have been traded and were not, and the other way round. */
  readonly missedBars: number;
  readonly extraBars: number;
  /** Bars on which more than one order was given or filled. */
  readonly barsWithTwoOrders: number;
}

/** Compares an account's journal with the bars that it should have traded, by their open times. */
export async function checkAccount(
  database: TabquantDatabase,
  accountId: string,
  expected: readonly EpochMs[],
): Promise<AccountCheck> {
  const { engine } = await loadPaperAccount(database, accountId);
  const trades = await loadPaperTrades(database, accountId);
  const { time } = await loadPaperEquity(database, accountId);
  const traded = new Set(time);
  const positions = [...trades, ...engine.positions];
  const countTwice = (bars: readonly number[]): number => bars.length - new Set(bars).size;
  return {
    bars: time.length,
    trades: trades.length,
    missedBars: expected.filter((openTime) => !traded.has(openTime)).length,
    extraBars: time.length - expected.filter((openTime) => traded.has(openTime)).length,
    barsWithTwoOrders:
      countTwice(positions.map(({ signalIndex }) => signalIndex)) +
      countTwice(positions.map(({ entryIndex }) => entryIndex)),
  };
}
