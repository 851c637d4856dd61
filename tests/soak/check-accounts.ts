import { createHash } from 'node:crypto';
import type { EpochMs } from '../../src/core/bars/bars';
import { loadPaperAccount } from '../../src/storage/paper-accounts';
import { loadPaperTrades } from '../../src/storage/paper-journal';
import { loadPaperEquity } from '../storage/paper-records';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { OracleRun } from './trading-oracle';

/** What the journal of an account says at the end. */
export interface AccountCheck {
  readonly bars: number;
  readonly trades: number;
  /** Bars that should have been traded and were not, and the other way round. */
  readonly missedBars: number;
  readonly extraBars: number;
  /** Bars on which more than one order was given or filled. */
  readonly barsWithTwoOrders: number;
  /** Bars that were known too late for an order. */
  readonly lateBars: number;
  /** SHA-256 of all trades, the equity at each bar, and the engine's state in the end. */
  readonly journalSha256: string;
  /** The same of an engine that had no opinion on the late bars. */
  readonly engineSha256: string;
}

/** Compares an account's journal with the bars that it should have traded, and with `expected`. */
export async function checkAccount(
  database: TabquantDatabase,
  accountId: string,
  openTimes: readonly EpochMs[],
  expected: OracleRun,
): Promise<AccountCheck> {
  const { engine } = await loadPaperAccount(database, accountId);
  const trades = await loadPaperTrades(database, accountId);
  const { time, equity } = await loadPaperEquity(database, accountId);
  const traded = new Set(time);
  const positions = [...trades, ...engine.positions];
  const countTwice = (bars: readonly number[]): number => bars.length - new Set(bars).size;
  return {
    bars: time.length,
    trades: trades.length,
    missedBars: openTimes.filter((openTime) => !traded.has(openTime)).length,
    extraBars: time.length - openTimes.filter((openTime) => traded.has(openTime)).length,
    barsWithTwoOrders:
      countTwice(positions.map(({ signalIndex }) => signalIndex)) +
      countTwice(positions.map(({ entryIndex }) => entryIndex)),
    lateBars: expected.lateBars,
    journalSha256: hash({ engine, trades, equity: [...equity] }),
    engineSha256: hash({
      engine: { ...expected.engine, trades: [] },
      trades: expected.engine.trades,
      equity: expected.equity,
    }),
  };
}

/** Of the JSON with sorted names: storage may give them back in another order. */
function hash(value: unknown): string {
  const sorted = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return createHash('sha256').update(sorted).digest('hex');
}
