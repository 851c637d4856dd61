import type { ConnectionCounts } from './connection-state';

/** Counts that grow while the connection lives. */
export type FeedCounts = { -readonly [Name in keyof ConnectionCounts]: ConnectionCounts[Name] };

/** Returns counts of nothing. */
export function createFeedCounts(): FeedCounts {
  return {
    messages: 0,
    closedBars: 0,
    duplicates: 0,
    outOfOrder: 0,
    malformed: 0,
    unknown: 0,
    corrected: 0,
    backFilled: 0,
    stale: 0,
    reconnects: 0,
    inferences: 0,
  };
}
