import { computeCorrelation } from '../../metrics/correlation';
import { dayMs } from '../../metrics/daily-returns';
import type { PaperRun } from './paper-run';

/** How the returns of two accounts go together. */
export interface AccountCorrelation {
  readonly ids: readonly [string, string];
  /** -1 to 1; NaN where there is too little to tell or an account has not moved. */
  readonly value: number;
  /** Returns that were compared. */
  readonly samples: number;
  readonly per: 'day' | 'bar';
}

/** Below these many returns a correlation says nothing. */
export const fewestReturns = { day: 20, bar: 60 };

/**
 * Returns the correlation of each two accounts, over the bars that both have: of daily returns once there
 * are 20 of them, until then of the returns from bar to bar.
 */
export function correlateRuns(runs: readonly PaperRun[]): readonly AccountCorrelation[] {
  return runs.flatMap((one, place) => runs.slice(place + 1).map((other) => correlate(one, other)));
}

function correlate(one: PaperRun, other: PaperRun): AccountCorrelation {
  const ids = [one.state.account.id, other.state.account.id] as const;
  const bars = pair(one, other);
  const days = bars.filter(({ close }, bar) => dayOf(close) !== dayOf(bars[bar + 1]?.close ?? NaN));
  const per = days.length > fewestReturns.day ? 'day' : 'bar';
  const points = per === 'day' ? days : bars;
  const samples = Math.max(0, points.length - 1);
  if (samples < fewestReturns[per]) return { ids, value: NaN, samples, per };
  const value = computeCorrelation(
    findReturns(points.map(({ a }) => a)),
    findReturns(points.map(({ b }) => b)),
  );
  return { ids, value, samples, per };
}

interface EquityPair {
  readonly close: number;
  readonly a: number;
  readonly b: number;
}

/** The closes that both have. */
function pair(one: PaperRun, other: PaperRun): readonly EquityPair[] {
  const pairs: EquityPair[] = [];
  const [stepA, stepB] = [one.state.engine.intervalMs, other.state.engine.intervalMs];
  let b = 0;
  one.time.forEach((openTime, a) => {
    const close = openTime + stepA;
    while ((other.time[b] ?? Infinity) + stepB < close) b++;
    if ((other.time[b] ?? Infinity) + stepB !== close) return;
    pairs.push({ close, a: one.equity[a] ?? NaN, b: other.equity[b] ?? NaN });
  });
  return pairs;
}

/** A bar that closes at midnight belongs to the day that ends. */
function dayOf(close: number): number {
  return Math.ceil(close / dayMs);
}

function findReturns(equity: readonly number[]): readonly number[] {
  return equity.slice(1).map((value, before) => value / (equity[before] ?? NaN) - 1);
}
