import type { EpochMs } from '../bars/bars';
import { computeDailyReturns, dayMs } from '../metrics/daily-returns';
import { computeSharpe } from '../metrics/sharpe';
import type { Trade } from '../portfolio/settings';

/** What an account did, as it is journaled. */
export interface AccountRecord {
  readonly trades: readonly Pick<Trade, 'entryTime'>[];
  /** Open times of the bars that were traded, ascending, and the equity at their closes. */
  readonly time: ArrayLike<number>;
  readonly equity: ArrayLike<number>;
}

/** What two accounts did over the same bars. */
export interface AccountComparison {
  /** Bars that both traded. */
  readonly bars: number;
  /** Open time of the first of them; undefined before there is one. */
  readonly from: EpochMs | undefined;
  readonly champion: AccountGain;
  readonly challenger: AccountGain;
}

/** From the close of the first common bar to that of the last; NaN before there is one. */
export interface AccountGain {
  readonly pnl: number;
  readonly pnlFraction: number;
  /** NaN below two days. */
  readonly sharpe: number;
  /** Closed trades that were entered within. */
  readonly trades: number;
}

/**
 * Returns what champion and challenger did over the bars that both traded. Bars that one of them missed
 * count for neither, though what happened to the other's position in them shows at the next common bar.
 */
export function compareAccounts(
  champion: AccountRecord,
  challenger: AccountRecord,
): AccountComparison {
  const times = intersect(champion.time, challenger.time);
  return {
    bars: times.length,
    from: times[0],
    champion: measureGain(champion, times),
    challenger: measureGain(challenger, times),
  };
}

function measureGain({ trades, time, equity }: AccountRecord, times: Float64Array): AccountGain {
  const common = new Set(times);
  const kept = Array.from(time, (at, i): [EpochMs, number] => [at, equity[i] ?? NaN]).filter(
    ([at]) => common.has(at),
  );
  const first = kept[0];
  const last = kept.at(-1);
  if (first === undefined || last === undefined) {
    return { pnl: NaN, pnlFraction: NaN, sharpe: NaN, trades: 0 };
  }
  const [from, base] = first;
  const [to, end] = last;
  return {
    pnl: end - base,
    pnlFraction: end / base - 1,
    sharpe: computeSharpe(computeDailyReturns(listDailyEquity(kept), base)),
    trades: trades.filter(({ entryTime }) => entryTime > from && entryTime <= to).length,
  };
}

/** Equity at the last bar of each UTC day. */
function listDailyEquity(points: readonly (readonly [EpochMs, number])[]): number[] {
  const byDay = new Map<number, number>();
  for (const [at, equity] of points) byDay.set(Math.floor(at / dayMs), equity);
  return [...byDay.values()];
}

/** Both ascending, so that one walk through both finds what they share. */
function intersect(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const shared = new Float64Array(Math.min(a.length, b.length));
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) shared[count++] = a[i];
    if (a[i] <= b[j]) i++;
    else if (a[i] > b[j]) j++;
  }
  return shared.subarray(0, count);
}
