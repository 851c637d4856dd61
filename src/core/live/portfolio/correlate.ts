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
  const days = pairEquity(one, other, dayMs);
  const per = days.a.length > fewestReturns.day ? 'day' : 'bar';
  const { a, b } = per === 'day' ? days : pairEquity(one, other, 1);
  const samples = Math.max(0, a.length - 1);
  if (samples < fewestReturns[per]) return { ids, value: NaN, samples, per };
  return { ids, value: computeCorrelation(findReturns(a), findReturns(b)), samples, per };
}

/**
 * The equities at the last close of each period that both have; one that falls on a period's end, as
 * midnight, belongs to the period that ends. One walk through both, which are ascending, keeps nothing
 * a bar: there are more than 100,000 of them in 90 days.
 */
function pairEquity(one: PaperRun, other: PaperRun, periodMs: number) {
  const [stepA, stepB] = [one.state.engine.intervalMs, other.state.engine.intervalMs];
  const a: number[] = [];
  const b: number[] = [];
  let periodEnd = -Infinity;
  for (let i = 0, j = 0; i < one.time.length && j < other.time.length;) {
    const close = one.time[i] + stepA;
    const closeOfOther = other.time[j] + stepB;
    if (close === closeOfOther) {
      if (close > periodEnd) {
        periodEnd = Math.ceil(close / periodMs) * periodMs;
        a.push(NaN);
        b.push(NaN);
      }
      a[a.length - 1] = one.equity[i];
      b[b.length - 1] = other.equity[j];
    }
    if (close <= closeOfOther) i++;
    if (close >= closeOfOther) j++;
  }
  return { a, b };
}

function findReturns(equity: readonly number[]): Float64Array {
  const returns = new Float64Array(Math.max(0, equity.length - 1));
  for (let i = 0; i < returns.length; i++) returns[i] = equity[i + 1] / equity[i] - 1;
  return returns;
}
