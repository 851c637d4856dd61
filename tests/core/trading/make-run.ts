import type { PaperAccount, PaperRun } from '../../../src/core/trading/paper-account';
import { openPaperAccount } from '../../../src/live/paper/account';
import type { Holding } from '../../../src/state/live/holdings';
import { recordBar } from '../../../src/core/metrics/performance-record';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import type { Position } from '../../../src/core/trading/positions';

export const hourMs = 3_600_000;
export const midnight = Date.UTC(2024, 0, 1);

export function makePaperAccount(
  id: string,
  capital: number,
  change: Partial<PaperAccount> = {},
): PaperAccount {
  return {
    id,
    name: `Account ${id}`,
    symbol: 'BTCUSDT',
    modelId: 'm',
    settings: { ...defaultTradingSettings, capital },
    role: 'champion',
    isFilledAtBest: false,
    createdAt: midnight,
    ...change,
  };
}

/** An account that had these equities at the closes of the bars that open at these hours. */
export function makeRun(
  id: string,
  capital: number,
  points: readonly (readonly [hour: number, equity: number])[],
  { intervalMs = hourMs, ...change }: Partial<PaperAccount> & { intervalMs?: number } = {},
): PaperRun {
  const state = openPaperAccount(makePaperAccount(id, capital, change), intervalMs);
  const time = Float64Array.from(points, ([hour]) => midnight + hour * hourMs);
  const equity = Float64Array.from(points, ([, value]) => value);
  time.forEach((openTime, bar) => {
    recordBar(state.engine.record, { openTime, open: 100, close: 100 }, equity[bar], false);
  });
  return {
    state: { ...state, lastOpenTime: time.at(-1) },
    time,
    equity,
    close: new Float64Array(time.length).fill(100),
    probability: new Float64Array(time.length).fill(NaN),
  };
}

export function makePosition(side: 1 | -1, quantity: number): Position {
  return {
    side,
    quantity,
    signalIndex: 0,
    entryIndex: 1,
    entryTime: midnight,
    entryPrice: 100,
    entryFill: 'open',
    entryFee: 0,
    probability: 0.6,
    confidence: 0.2,
  };
}

export function makeHolding(
  id: string,
  equity: number,
  { symbol = 'BTCUSDT', ...change }: Partial<Holding> & { symbol?: string } = {},
): Holding {
  const account = makePaperAccount(id, 1000, { symbol });
  return { account, capital: 1000, equity, positions: [], price: 100, ...change };
}

/** The part of a run that comes after a bar, as the worker gives it. */
export function cutRun({ state, time, equity, close, probability }: PaperRun, after = -Infinity) {
  const from = time.filter((at) => at <= after).length;
  const [times, ...columns] = [time, equity, close, probability].map((column) =>
    column.slice(from),
  );
  return { state, time: times, equity: columns[0], close: columns[1], probability: columns[2] };
}
