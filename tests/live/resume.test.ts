import { thresholdsAt, exitsAfter } from '../core/trading/engine-scenario';
import { expect, test } from 'vitest';
import { readBar, type Bar } from '../../src/core/bars/bars';
import { isTooLate } from '../../src/live/market/exchange-time';
import { createRandom } from '../../src/core/random';
import { defaultLimits } from '../servers/exchange-limits';
import { isLong } from '../long';
import { minuteMs, startAt } from '../servers/test-client';
import { backtestLive } from './scene/backtest-live';
import {
  openedAt,
  resumeModels,
  runInterrupted,
  type Crash,
  type SessionEnd,
} from './scene/interrupted-session';
import { makeLiveAccount } from './scene/make-model';

const champion = makeLiveAccount({ createdAt: openedAt });
const challenger = makeLiveAccount({
  id: 'challenger',
  modelId: 'm2',
  role: 'challenger',
  createdAt: openedAt,
});
const accounts = [champion, challenger];

const listBars = ({ bars }: SessionEnd): readonly Bar[] =>
  Array.from(bars.openTime, (_, index) => readBar(bars, index));

/** Bars whose closing message no tab heard and that were found too late, by their open times. */
function findLate({ absences }: SessionEnd, bars: readonly Bar[]): ReadonlySet<number> {
  const late = bars.filter(({ openTime }) => {
    const closeTime = openTime + minuteMs;
    const toldAt = closeTime + defaultLimits.closeDelayMs;
    const absence = absences.find(({ from, to }) => toldAt > from && closeTime <= to);
    return absence !== undefined && isTooLate(absence.to - closeTime, minuteMs);
  });
  return new Set(late.map(({ openTime }) => openTime));
}

test('a session that is reloaded at 20 random moments ends as one that was not disturbed', async () => {
  const random = createRandom(11);
  const crashes = Array.from({ length: 20 }, (_, index): Crash => {
    const writing = ([undefined, 'before', 'after', undefined] as const)[index % 4];
    // Every fourth misses a close, which few would by chance.
    const isMissing = index % 4 === 3;
    const phase = isMissing ? minuteMs - 1 - random.below(19_000) : random.below(minuteMs);
    const chance = [0, 1, random.below(1000), random.below(20_000), 20_000][random.below(5)];
    const awayMs = isMissing ? 20_000 : chance;
    return { at: minuteMs * (2 + Math.floor(5.5 * index)) + phase, writing, awayMs };
  });
  const undisturbed = await runInterrupted(accounts, 120, []);
  const { absences, ...reloaded } = await runInterrupted(accounts, 120, crashes);
  expect(reloaded).toEqual({ accounts: undisturbed.accounts, bars: undisturbed.bars });
  expect(undisturbed.accounts[0]?.trades.length).toBeGreaterThan(10);
  const missed = absences.filter(
    ({ from, to }) => Math.floor(from / minuteMs) < Math.floor((to - 1) / minuteMs),
  );
  expect(missed.length).toBeGreaterThan(3);
});

test.each(isLong ? [1, 2, 3, 4, 5, 6] : [1])(
  'after any longer absence accounts are as if their models had no opinion on the late bars (seed %i)',
  async (seed) => {
    const random = createRandom(seed);
    const crashes: Crash[] = [];
    let minutes = 3;
    while (minutes < 240) {
      // From 61 s to three hours, short ones as often as long ones.
      const awayMs = Math.round(61_000 * (10_800 / 61) ** random.uniform());
      crashes.push({ at: minutes * minuteMs + random.below(minuteMs), awayMs });
      minutes += Math.ceil(awayMs / minuteMs) + 12;
    }
    const end = await runInterrupted(accounts, minutes, crashes);
    const bars = listBars(end);
    const late = findLate(end, bars);
    expect(late.size).toBeGreaterThan(20);
    for (const [index, account] of accounts.entries()) {
      const run = backtestLive(account, resumeModels[index].network, bars, ({ openTime }) =>
        late.has(openTime),
      );
      const { state, trades, equity } = end.accounts[index];
      expect(trades.length).toBeGreaterThan(3);
      expect(trades).toEqual(run.engine.trades);
      expect([...equity.equity]).toEqual(run.equity);
      expect(state.engine).toEqual({ ...run.engine, trades: [] });
    }
  },
);

test('nothing is opened on the bars of an hour away, and what was open left by its rule', async () => {
  const end = await runInterrupted([champion], 120, [{ at: 30 * minuteMs, awayMs: 60 * minuteMs }]);
  const [{ trades, equity }] = end.accounts;
  const minutesOf = (times: readonly number[]) => times.map((time) => (time - startAt) / minuteMs);
  const entries = minutesOf(trades.map(({ entryTime }) => entryTime));
  // The last order before the crash was filled at minute 30 at the latest.
  expect(entries.filter((minute) => minute > 30 && minute < 90)).toEqual([]);
  expect(entries.some((minute) => minute >= 90)).toBe(true);
  const exits = minutesOf(trades.map(({ exitTime }) => exitTime));
  expect(exits.filter((minute) => minute > 34 && minute < 91)).toEqual([]);
  expect(equity.time).toHaveLength(120);
});

test('an account at the best offers is filled at the close of a bar that a reload missed, at offers else', async () => {
  const settings = {
    ...champion.settings,
    // Always long, in and out with each bar.
    strategy: thresholdsAt(0.02, 0.01),
    exits: exitsAfter(1),
    slippageBps: 0,
  };
  const atBest = { ...champion, isFilledAtBest: true, settings };
  const missed = 12;
  const crashes = [{ at: (missed + 1) * minuteMs - 5000, awayMs: 10_000 }];
  const end = await runInterrupted([atBest], 24, crashes);
  const bars = listBars(end).filter(({ openTime }) => openTime >= startAt);
  const isAtClose = end.accounts[0].trades.map(
    ({ entryIndex, entryPrice }) => entryPrice === bars[entryIndex].close,
  );
  expect(isAtClose.length).toBeGreaterThan(15);
  const atClose = end.accounts[0].trades.filter((_, index) => isAtClose[index]);
  expect(atClose.map(({ entryIndex }) => entryIndex)).toEqual([missed]);
});
