import type { BarIndex } from '../../core/bars/bars';
import { formatMoney, formatPrice, formatUtcMinute } from '../../core/format';
import type { Trade } from '../../core/trading/positions';

/** Which trades have been replayed, and from where one is looked for. */
interface Step {
  /** A trade that ends at this source bar or later is not known yet. */
  readonly playhead: BarIndex;
  /** Source bar, which may be a fraction. */
  readonly from: number;
  /** 1 for the next one, -1 for the one before. */
  readonly by: 1 | -1;
}

/** Returns the trade whose signal comes next after `from`, or last before it; undefined where there is none. */
export function findTradeBeside(
  trades: readonly Trade[],
  { playhead, from, by }: Step,
): Trade | undefined {
  let found: Trade | undefined;
  for (const trade of trades) {
    if (trade.exitIndex >= playhead || by * (trade.signalIndex - from) <= 0) continue;
    if (found === undefined || by * (trade.signalIndex - found.signalIndex) < 0) found = trade;
  }
  return found;
}

/** Returns a trade in words, to be read out. */
export function describeTrade({ side, entryTime, entryPrice, exitPrice, pnl }: Trade): string {
  const result = `${pnl < 0 ? 'a loss' : 'a gain'} of ${formatMoney(Math.abs(pnl))}`;
  return (
    `${side === 1 ? 'Long' : 'Short'} from ${formatUtcMinute(entryTime)} UTC, ` +
    `${formatPrice(entryPrice)} to ${formatPrice(exitPrice)}: ${result}.`
  );
}
