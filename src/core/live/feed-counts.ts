import type { ConnectionCounts } from './connection-state';

/** Counts that grow while the connection lives; those of trading are kept where it trades. */
export type FeedCounts = Record<Exclude<keyof ConnectionCounts, 'stale' | 'inferences'>, number>;

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
    reconnects: 0,
  };
}
