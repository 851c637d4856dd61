import type { WatchRow } from '../../../workers/api/live';
import { formatNumber, formatPercent } from '../format';

/** Returns what the document's title says while live: `LONG 61% BTCUSDT 64,210`, or `stale BTCUSDT 64,210`. */
export function describeLiveTitle({
  symbol,
  price,
  signal,
  confidence,
  isStale,
}: WatchRow): string {
  const digits = price >= 1000 ? 0 : price >= 10 ? 2 : 4;
  const how = isStale
    ? 'stale'
    : signal === 'NEUTRAL'
      ? signal
      : `${signal} ${formatPercent(confidence, { digits: 0 })}`;
  return `${how} ${symbol} ${formatNumber(price, { digits })}`;
}
