import type { EpochMs } from '../bars/bars';
import { unreachableAdvice } from '../exchange-advice';
import type { ConnectionState } from './connection-state';
import type { FetchTrouble } from './fetch-plan';
import type { SeriesFeed } from './series-feed';
import type { SocketStatus } from './socket-keeper';

/** What the session remembers of its own. */
export interface StateMemory {
  /** Why nothing is to be trusted until the next catch-up is complete. */
  readonly stale: { readonly since: EpochMs; readonly reason: string } | undefined;
  readonly liveSince: EpochMs | undefined;
  /** Whether the exchange was never reached, though it was tried several times. */
  readonly isDoubtful: boolean;
}

/** Returns the state of a wanted connection whose browser is online. */
export function describeState(
  socket: SocketStatus,
  feeds: readonly SeriesFeed[],
  { stale, liveSince, isDoubtful }: StateMemory,
): ConnectionState {
  const known = feeds.filter((feed) => feed.trouble()?.failure.kind !== 'unknown-symbol');
  // Each of them is told of beside its name, unless there is nothing else to tell of.
  const behind = (known.length > 0 ? known : feeds).filter((feed) => !feed.isComplete());
  // Where no bar is missing, the stream goes on without REST.
  const troubles = behind.map((feed) => feed.trouble()).filter((trouble) => trouble !== undefined);
  const refusal = troubles.find(({ failure }) => failure.kind in refusals);
  if (refusal !== undefined) return describeRefusal(refusal);
  const doubt = isDoubtful ? { advice: whenUnreachable } : {};
  switch (socket.kind) {
    case 'idle':
    case 'opening':
      if (stale !== undefined) return { kind: 'stale', ...stale };
      return { kind: 'connecting', attempt: socket.kind === 'idle' ? 1 : socket.attempt, ...doubt };
    case 'waiting': {
      const { until, attempt, reason } = socket;
      return { kind: 'retrying', at: until, attempt, reason, ...doubt };
    }
    case 'open': {
      const { silentSince, since } = socket;
      if (silentSince !== undefined) {
        return { kind: 'stale', since: silentSince, reason: 'The exchange is silent' };
      }
      if (behind.length === 0) return { kind: 'live', since: liveSince ?? since };
      const [trouble] = troubles;
      if (trouble !== undefined) {
        const { attempt, retryAt, failure } = trouble;
        const reason = failure.message;
        return { kind: 'retrying', at: retryAt, attempt: attempt + 1, reason, ...doubt };
      }
      if (stale !== undefined) return { kind: 'stale', ...stale };
      return { kind: 'back-filling', ...sumProgress(feeds) };
    }
  }
}

const whenUnreachable = `${unreachableAdvice} Files and ?data= work without it (Data view).`;

const refusals: Readonly<Record<string, string>> = {
  blocked: 'Use another network, or files instead (Data view).',
  banned:
    'Too many requests came from this address. Wait, and close other programs that ask the exchange.',
  refused: 'Check the symbol and the interval.',
  'unknown-symbol': 'Watch another symbol, as Binance writes it: BTCUSDT.',
};

function describeRefusal({ failure, retryAt }: FetchTrouble): ConnectionState {
  const { kind, message } = failure;
  return { kind: 'blocked', until: retryAt, reason: message, advice: refusals[kind] };
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
