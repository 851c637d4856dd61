import type { DatasetInfo } from '../../src/core/library';

/** A dataset as a list shows it, two minutes of one market but for what `change` says. */
export function makeDatasetInfo(change: Partial<DatasetInfo> = {}): DatasetInfo {
  const from = Date.UTC(2024, 0, 1);
  return {
    id: 'dataset',
    name: 'BTCUSDT 1m',
    symbol: 'BTCUSDT',
    intervalMs: 60_000,
    bars: 2,
    from,
    to: from + 60_000,
    gaps: [],
    missingBars: 0,
    hasTaker: true,
    hasVolume: true,
    bytes: 192,
    extras: [],
    sources: [],
    addedAt: from,
    ...change,
  };
}
