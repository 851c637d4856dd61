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
  /** Open time of the last. */
  readonly to: EpochMs | undefined;
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
    to: times.at(-1),
    champion: measureGain(champion, times),
    challenger: measureGain(challenger, times),
  };
}

/** `times` are some of the record's, ascending. */
function measureGain({ trades, time, equity }: AccountRecord, times: Float64Array): AccountGain {
  if (times.length === 0) return { pnl: NaN, pnlFraction: NaN, sharpe: NaN, trades: 0 };
  const from = times[0];
  const to = times[times.length - 1];
  let base = NaN;
  let end = NaN;
  /** At the last bar of each UTC day. */
  const daily: number[] = [];
  let dayEnd = -Infinity;
  for (let i = 0, bar = 0; i < times.length; i++) {
    while (time[bar] < times[i]) bar++;
    end = equity[bar];
    if (i === 0) base = end;
    if (times[i] >= dayEnd) {
      dayEnd = (Math.floor(times[i] / dayMs) + 1) * dayMs;
      daily.push(end);
    }
    daily[daily.length - 1] = end;
  }
  return {
    pnl: end - base,
    pnlFraction: end / base - 1,
    sharpe: computeSharpe(computeDailyReturns(daily, base)),
    trades: trades.filter(({ entryTime }) => entryTime > from && entryTime <= to).length,
  };
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
