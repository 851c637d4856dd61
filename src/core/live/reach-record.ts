/** The two ways to the exchange. */
export type Channel = 'stream' | 'history';

/** Whether each way has ever led anywhere since the connection was asked for. */
export interface ReachRecord {
  succeed(channel: Channel): void;
  fail(channel: Channel): void;
  /** Whether a way failed several times in a row and never once worked. */
  isDoubtful(): boolean;
}

const manyFailures = 3;

/** Returns a record of nothing. */
export function createReachRecord(): ReachRecord {
  const failures: Record<Channel, number> = { stream: 0, history: 0 };
  return {
    // Whatever fails later is no question of where one is.
    succeed: (channel) => void (failures[channel] = -Infinity),
    fail: (channel) => void failures[channel]++,
    isDoubtful: () => Object.values(failures).some((count) => count >= manyFailures),
  };
}
