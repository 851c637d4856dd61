import type { PaperRun } from './paper-run';

/** Several accounts as one, at every close of a bar of any of them. */
export interface PortfolioCurve {
  /** Closes, ascending, each once. */
  readonly time: Float64Array;
  /** Sum of the accounts that have begun by then, each at its last close; dollars. */
  readonly equity: Float64Array;
  /** Capital that these accounts began with; dollars. */
  readonly capital: Float64Array;
  /** What a dollar of the first close's capital has become: the time-weighted value. */
  readonly unitValue: Float64Array;
}

/**
 * Adds up accounts. An account counts from the close of its first bar on, and keeps its last equity over
 * bars that it does not have.
 *
 * Capital that a later account brings is a contribution, not a profit. So returns and drawdowns are those
 * of `unitValue`, as a fund's are of its share price: from close to close it grows by
 * `sum of equities / sum of the same accounts' equities before`, where an account that begins had its
 * capital before. Against profit over capital, which a contribution dilutes, this judges the trading alone
 * (Global Investment Performance Standards, "time-weighted rate of return"). It is 0 once all is lost.
 */
export function combineEquity(runs: readonly PaperRun[]): PortfolioCurve {
  const members = runs.map(({ state, time, equity }) => ({
    time,
    equity,
    intervalMs: state.engine.intervalMs,
    capital: state.engine.record.capital,
    next: 0,
    value: state.engine.record.capital,
  }));
  const closeOf = (member: (typeof members)[number]): number =>
    (member.time[member.next] ?? Infinity) + member.intervalMs;
  const most = members.reduce((sum, { time }) => sum + time.length, 0);
  const curve = {
    time: new Float64Array(most),
    equity: new Float64Array(most),
    capital: new Float64Array(most),
    unitValue: new Float64Array(most),
  };
  let count = 0;
  let unitValue = 1;
  for (;;) {
    let close = Infinity;
    for (const member of members) close = Math.min(close, closeOf(member));
    if (close === Infinity) break;
    let before = 0;
    let after = 0;
    let capital = 0;
    for (const member of members) {
      const isDue = closeOf(member) === close;
      if (!isDue && member.next === 0) continue;
      before += member.value;
      if (isDue) member.value = member.equity[member.next++] ?? NaN;
      after += member.value;
      capital += member.capital;
    }
    if (before > 0) unitValue = Math.max(0, unitValue * (after / before));
    curve.time[count] = close;
    curve.equity[count] = after;
    curve.capital[count] = capital;
    curve.unitValue[count] = unitValue;
    count++;
  }
  return {
    time: curve.time.slice(0, count),
    equity: curve.equity.slice(0, count),
    capital: curve.capital.slice(0, count),
    unitValue: curve.unitValue.slice(0, count),
  };
}
