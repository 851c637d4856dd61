import type { EpochMs } from '../bars/bars';
import type { ConnectionState } from './connection-state';
import type { FetchTrouble } from './fetch-plan';
import type { SeriesFeed } from './series-feed';
import type { SocketStatus } from './socket-keeper';

/** What the session remembers of its own. */
export interface StateMemory {
  /** Why nothing is to be trusted until the next catch-up is complete. */
  readonly staleReason: string | undefined;
  readonly liveSince: EpochMs | undefined;
}

/** Returns the state of a wanted connection whose browser is online. */
export function describeState(
  socket: SocketStatus,
  feeds: readonly SeriesFeed[],
  { staleReason, liveSince }: StateMemory,
): ConnectionState {
  const behind = feeds.filter((feed) => !feed.isComplete());
  // Where no bar is missing, the stream goes on without REST.
  const troubles = behind.map((feed) => feed.trouble()).filter((trouble) => trouble !== undefined);
  const refusal = troubles.find(({ failure }) => failure.kind in advice);
  if (refusal !== undefined) return describeRefusal(refusal);
  switch (socket.kind) {
    case 'idle':
      return { kind: 'connecting', attempt: 1 };
    case 'opening':
      return { kind: 'connecting', attempt: socket.attempt };
    case 'waiting': {
      const { until, attempt, reason } = socket;
      return { kind: 'retrying', at: until, attempt, reason };
    }
    case 'open': {
      const { silentSince, since } = socket;
      if (silentSince !== undefined) {
        return { kind: 'stale', since: silentSince, reason: 'The exchange is silent' };
      }
      if (behind.length === 0) return { kind: 'live', since: liveSince ?? since };
      if (staleReason !== undefined) return { kind: 'stale', since, reason: staleReason };
      const [trouble] = troubles;
      if (trouble === undefined) return { kind: 'back-filling', ...sumProgress(feeds) };
      const { attempt, retryAt, failure } = trouble;
      return { kind: 'retrying', at: retryAt, attempt: attempt + 1, reason: failure.message };
    }
  }
}

const advice: Readonly<Record<string, string>> = {
  blocked: 'The exchange does not serve this region or network. Use files instead (Data view).',
  banned:
    'Too many requests came from this address. Wait, and close other programs that ask the exchange.',
  refused: 'Check the symbol and the interval.',
};

function describeRefusal({ failure, retryAt }: FetchTrouble): ConnectionState {
  const { kind, message } = failure;
  return { kind: 'blocked', until: retryAt, reason: message, advice: advice[kind] };
}

function sumProgress(feeds: readonly SeriesFeed[]): {
  readonly barsDone: number;
  readonly barsTotal: number;
} {
  let barsDone = 0;
  let barsTotal = 0;
  for (const feed of feeds) {
    const { done, total } = feed.progress();
    barsDone += done;
    barsTotal += total;
  }
  return { barsDone, barsTotal };
}
