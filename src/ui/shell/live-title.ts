import type { WatchRow } from '../../../workers/api/live';
import { formatNumber, formatPercent } from '../../core/format';

/**
 * Returns the document's title while connected: `LONG 61% BTCUSDT 64,210`, `stale BTCUSDT 64,210`, or
 * only symbol and price if the model has no opinion.
 */
export function describeLiveTitle({
  symbol,
  price,
  signal,
  probability,
  confidence,
  isStale,
}: WatchRow): string {
  const digits = price >= 1000 ? 0 : price >= 10 ? 2 : 4;
  const where = `${symbol} ${formatNumber(price, { digits })}`;
  if (isStale) return `stale ${where}`;
  if (Number.isNaN(probability)) return where;
  if (signal === 'NEUTRAL') return `${signal} ${where}`;
  return `${signal} ${formatPercent(confidence, { digits: 0 })} ${where}`;
}
