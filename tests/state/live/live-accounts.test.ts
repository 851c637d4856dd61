import { expect, test } from 'vitest';
import type { PaperRun } from '../../../src/core/trading/paper-account';
import type { Trade } from '../../../src/core/trading/positions';
import { hourMs, makePosition, makeRun, midnight } from '../../core/trading/make-run';
import { makeLive } from './fake-live';

const trade: Trade = {
  ...makePosition(1, 2),
  exitIndex: 2,
  exitTime: midnight + hourMs,
  exitPrice: 101,
  exitFill: 'close',
  exitFee: 0,
  exitReason: 'hold',
  pnl: 2,
};

/** Equity 1000, 1001, 1002 and so on, with so many trades in its record. */
function runOf(bars: number, tradeCount: number, createdAt = midnight): PaperRun {
  const run = makeRun(
    'a',
    1000,
    Array.from({ length: bars }, (_, bar) => [bar, 1000 + bar] as const),
    { createdAt },
  );
  run.state.engine.record.trades = tradeCount;
  return run;
}

async function openAccounts(run: PaperRun) {
  const runs = { a: run };
  const trades: Record<string, readonly Trade[]> = { a: [] };
  const fake = makeLive({ accounts: [run.state.account], runs, trades });
  await fake.live.start();
  const { accounts } = fake.live;
  const show = async () => {
    fake.calls.splice(0);
    await accounts.show('a');
    return fake.calls.splice(0);
  };
  return { ...fake, accounts, runs, trades, show };
}

test('of an account that is known, showing the next bar reads that bar alone', async () => {
  const { accounts, runs, show } = await openAccounts(runOf(3, 0));
  expect(await show()).toEqual(['run a from 0']);
  runs.a = runOf(4, 0);
  expect(await show()).toEqual(['run a from 3']);
  expect([...(accounts.history?.equity ?? [])]).toEqual([1000, 1001, 1002, 1003]);
});

test('trades are loaded when there are more of them, and not with every bar', async () => {
  const { accounts, runs, trades, show } = await openAccounts(runOf(3, 0));
  await show();
  runs.a = runOf(4, 1);
  trades.a = [trade];
  expect(await show()).toEqual(['run a from 3', 'trades a from 0']);
  runs.a = runOf(5, 1);
  expect(await show()).toEqual(['run a from 4']);
  expect(accounts.history).toMatchObject({ accountId: 'a', trades: [trade] });
});

test('one more trade costs the reading of what can have closed since, overlapping positions included', async () => {
  const { accounts, runs, trades, show } = await openAccounts(runOf(10, 2));
  const closedAt = (entryIndex: number, exitIndex: number) => ({ ...trade, entryIndex, exitIndex });
  const readTrades = () =>
    accounts.history?.trades.map(({ entryIndex, exitIndex }) => [entryIndex, exitIndex]);
  trades.a = [closedAt(1, 3), closedAt(6, 8)];
  // One that was entered between the two is open still.
  runs.a.state.engine.positions.push({ ...makePosition(1, 2), entryIndex: 4 });
  runs.a.state.engine.lastIndex = 9;
  await show();
  runs.a = runOf(12, 3);
  runs.a.state.engine.lastIndex = 11;
  trades.a = [closedAt(1, 3), closedAt(6, 8), closedAt(4, 11)];
  expect(await show()).toEqual(['run a from 10', 'trades a from 4']);
  expect(readTrades()).toEqual([
    [1, 3],
    [6, 8],
    [4, 11],
  ]);
  runs.a = runOf(14, 4);
  trades.a = [...trades.a, closedAt(12, 13)];
  expect(await show()).toEqual(['run a from 12', 'trades a from 12']);
  expect(readTrades()?.at(-1)).toEqual([12, 13]);
});

test('without a new bar a run stays the same object, so that nothing is made of it anew', async () => {
  const { accounts, show } = await openAccounts(runOf(3, 0));
  await show();
  const before = accounts.runs.find('a');
  expect(before?.time).toHaveLength(3);
  await show();
  expect(accounts.runs.find('a')).toBe(before);
});

test('an account in view that is reset shows its new run, with as many trades or not', async () => {
  const { accounts, runs, trades, show } = await openAccounts(runOf(3, 1));
  trades.a = [trade];
  await show();
  runs.a = runOf(1, 1, midnight + hourMs);
  trades.a = [{ ...trade, pnl: 5 }];
  await accounts.reset(runs.a.state.account);
  expect(accounts.history?.time).toHaveLength(1);
  expect(accounts.history?.trades[0]?.pnl).toBe(5);
});

test('a removal that is refused is told, and the account stays', async () => {
  const { accounts, notices, refuse, runs } = await openAccounts(runOf(3, 0));
  refuse(new Error('Could not remove the paper account: the disk is full.'));
  const { account } = runs.a.state;
  await accounts.remove(account);
  expect(accounts.failure).toBe('Could not remove the paper account: the disk is full.');
  expect(accounts.list).toMatchObject([{ account: { id: 'a' } }]);
  expect(notices.current).toBeUndefined();
});
