import { expect } from 'vitest';
import type { Bars, EpochMs } from '../../../src/core/bars/bars';
import type { PaperAccount } from '../../../src/core/trading/paper-account';
import { openPaperAccount } from '../../../src/live/paper/account';
import { createPaperAccount, loadPaperAccount } from '../../../src/storage/paper-accounts';
import { loadPaperTrades } from '../../../src/storage/paper-journal';
import { loadPaperEquity } from '../../storage/paper-records';
import type { TabquantDatabase } from '../../../src/storage/schema';
import type { Exchange } from '../../servers/binance-server';
import { minuteMs, startAt, startTestExchange } from '../../servers/test-client';
import { openFresh } from '../../storage/make-records';
import { makeLiveModel } from './make-model';
import { openLiveTab, type LiveTab } from './open-client';
import { createSteppedWorld, type SteppedWorld } from './stepped-world';

export const resumeModels = [makeLiveModel('m1', 5), makeLiveModel('m2', 6)];
/** Accounts of an interrupted session are opened then. */
export const openedAt: EpochMs = startAt + 10_000;

/** A tab dies `at` ms after the start, or with the write of the bar that closes next, and comes back later. */
export interface Crash {
  readonly at: number;
  readonly writing?: 'before' | 'after';
  readonly awayMs: number;
}

/** A stretch of time without a tab. */
export interface Absence {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What is left of a session. */
export interface SessionEnd {
  readonly accounts: readonly Awaited<ReturnType<typeof readAccount>>[];
  readonly absences: readonly Absence[];
  /** Of BTCUSDT, as the exchange has them. */
  readonly bars: Required<Bars>;
}

/** Time from a close by which its bar is written: the exchange's delay, and a little more. */
const writtenMs = 500;

/** Runs a session of `minutes` with tabs that die on the way, on an exchange that is closed at the end. */
export async function runInterrupted(
  accounts: readonly PaperAccount[],
  minutes: number,
  crashes: readonly Crash[],
): Promise<SessionEnd> {
  const exchange = await startTestExchange();
  try {
    return await run(exchange, accounts, minutes, crashes);
  } finally {
    await exchange.close();
  }
}

async function run(
  exchange: Exchange,
  accounts: readonly PaperAccount[],
  minutes: number,
  crashes: readonly Crash[],
): Promise<SessionEnd> {
  const database = await openFresh();
  for (const account of accounts) {
    await createPaperAccount(database, openPaperAccount(account, minuteMs));
  }
  const world = createSteppedWorld({ exchange, database, models: resumeModels });
  const advanceTo = (time: EpochMs) => world.advance(Math.max(0, time - world.now()));
  await advanceTo(openedAt);
  let tab = await openLiveTab(world);
  const absences: Absence[] = [];
  for (const { at, writing, awayMs } of crashes) {
    await advanceTo(startAt + at);
    if (writing === undefined) tab.kill();
    else await dieWriting({ world, database, tab, writing }, accounts[0]);
    const from = world.now();
    await world.advance(awayMs);
    absences.push({ from, to: world.now() });
    tab = await openLiveTab(world);
  }
  await advanceTo(startAt + minutes * minuteMs + 5000);
  expect(tab.runner.state().kind).toBe('live');
  await tab.runner.stop();
  return {
    accounts: await Promise.all(accounts.map(({ id }) => readAccount(database, id))),
    absences,
    bars: exchange.readClosedBars('BTCUSDT', '1m'),
  };
}

interface Writing {
  readonly world: SteppedWorld;
  readonly database: TabquantDatabase;
  readonly tab: LiveTab;
  readonly writing: 'before' | 'after';
}

async function dieWriting(
  { world, database, tab, writing }: Writing,
  { id }: PaperAccount,
): Promise<void> {
  const closeTime = Math.ceil(world.now() / minuteMs) * minuteMs;
  tab.killWriting(writing);
  await world.advance(closeTime + writtenMs - world.now());
  const { lastOpenTime } = await loadPaperAccount(database, id);
  expect(lastOpenTime).toBe(closeTime - (writing === 'before' ? 2 : 1) * minuteMs);
}

async function readAccount(database: TabquantDatabase, id: string) {
  return {
    state: await loadPaperAccount(database, id),
    trades: await loadPaperTrades(database, id),
    equity: await loadPaperEquity(database, id),
  };
}
