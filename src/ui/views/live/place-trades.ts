import { findFirstAbove } from '../../../charts/market/candles';
import type { Position, Trade } from '../../../core/trading/positions';
import type { AccountHistory } from '../../../state/live/live-accounts.svelte';

/**
 * Returns positions or trades with the indices of their bars in `openTime`: an account counts
 * its own bars. What was entered before the first bar is left out.
 */
export function placeEntries<Entry extends Position>(
  entries: readonly Entry[],
  openTime: Float64Array,
): Entry[] {
  const first = openTime[0] ?? Infinity;
  return entries
    .filter(({ entryTime }) => entryTime >= first)
    .map((entry) => {
      const entryIndex = findBar(openTime, entry.entryTime);
      const before = entry.entryIndex - entry.signalIndex;
      return { ...entry, entryIndex, signalIndex: Math.max(0, entryIndex - before) };
    });
}

/** Like `placeEntries`, for trades, whose exits are placed too. */
export function placeTrades(trades: readonly Trade[], openTime: Float64Array): Trade[] {
  return placeEntries(trades, openTime).map((trade) => ({
    ...trade,
    exitIndex: findBar(openTime, trade.exitTime),
  }));
}

/** Returns the equity at each bar from `from` on, NaN where none was traded; undefined if none of them was. */
export function alignEquity(
  { time, equity }: Pick<AccountHistory, 'time' | 'equity'>,
  openTime: Float64Array,
): { readonly equity: Float64Array; readonly from: number } | undefined {
  const first = time[0];
  const last = openTime.at(-1);
  if (first === undefined || last === undefined || first > last) return undefined;
  const from = Math.max(0, findFirstAbove(openTime, first - 1));
  const aligned = new Float64Array(openTime.length - from).fill(NaN);
  let known = findFirstAbove(time, (openTime[from] ?? 0) - 1);
  for (let bar = from; bar < openTime.length; bar++) {
    const at = openTime[bar] ?? NaN;
    // Bars of the account that are not shown.
    while ((time[known] ?? Infinity) < at) known++;
    if (time[known] === at) aligned[bar - from] = equity[known] ?? NaN;
  }
  return { equity: aligned, from };
}

function findBar(openTime: Float64Array, time: number): number {
  return Math.max(0, findFirstAbove(openTime, time) - 1);
}
