import type { EpochMs } from '../../core/bars/bars';
import { adviseUnreachable } from '../../exchange/failure';
import type { FetchTrouble } from './fetch-plan';
import type { FeedCounts, SymbolFeed } from './symbol-feed';
import type { SocketStatus } from './socket-plan';

/**
 * State of the connection to the exchange. Bars that closed while it was not `live` are fetched afterwards;
 * only in `live` are signals up to date.
 */
export type ConnectionState =
  | { readonly kind: 'disconnected' }
  | {
      readonly kind: 'connecting';
      readonly attempt: number;
      /** Left out unless the exchange could never be reached after several attempts. */
      readonly advice?: string;
    }
  /** The socket is open; earlier and missed bars are being fetched. */
  | { readonly kind: 'back-filling'; readonly barsDone: number; readonly barsTotal: number }
  | { readonly kind: 'live'; readonly since: EpochMs }
  /** No message came for too long, or the clock jumped: nothing is traded until the connection works again. */
  | { readonly kind: 'stale'; readonly since: EpochMs; readonly reason: string }
  | {
      readonly kind: 'retrying';
      readonly at: EpochMs;
      readonly attempt: number;
      readonly reason: string;
      readonly advice?: string;
    }
  /** The browser says that there is no network. */
  | { readonly kind: 'offline'; readonly since: EpochMs }
  /** The exchange refuses this address (403, 418, 451) or every symbol until `until`, if it says until when. */
  | {
      readonly kind: 'blocked';
      readonly until: EpochMs | undefined;
      readonly reason: string;
      readonly advice: string;
    };

/** One line of the connection's log. */
export interface ConnectionLogEntry {
  readonly time: EpochMs;
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** Counts of what happened on the connection since it was opened; the page shows all of them. */
export interface ConnectionCounts extends Readonly<FeedCounts> {
  /** Bars that arrived too late for an order. */
  readonly stale: number;
  readonly inferences: number;
}

/** What the connection remembers besides sockets and feeds. */
export interface StateMemory {
  /** Why bars may be wrong until the next catch-up is complete. */
  readonly stale: { readonly since: EpochMs; readonly reason: string } | undefined;
  readonly liveSince: EpochMs | undefined;
  /** Whether several attempts have failed and none has ever reached the exchange. */
  readonly isDoubtful: boolean;
}

/** Returns the state of a connection that was started, while the browser is online. */
export function describeState(
  socket: SocketStatus,
  feeds: readonly SymbolFeed[],
  { stale, liveSince, isDoubtful }: StateMemory,
): ConnectionState {
  const known = feeds.filter((feed) => feed.trouble()?.failure.kind !== 'unknown-symbol');
  // Unknown symbols are reported beside their names, unless all symbols are unknown.
  const behind = (known.length > 0 ? known : feeds).filter((feed) => !feed.isComplete());
  // Where no bar is missing, the stream continues without REST.
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

const whenUnreachable = `${adviseUnreachable('The exchange')} Files that you load in the Data view work without it.`;

const refusals: Readonly<Record<string, string>> = {
  blocked: 'Use another network, or files instead (Data view).',
  banned:
    'Too many requests came from this address. Wait, and close other programs that use the exchange.',
  refused: 'Check the symbol and the interval.',
  'unknown-symbol': 'Watch another symbol, as the exchange writes it: BTCUSDT.',
};

function describeRefusal({ failure, retryAt }: FetchTrouble): ConnectionState {
  const { kind, message } = failure;
  return { kind: 'blocked', until: retryAt, reason: message, advice: refusals[kind] };
}

function sumProgress(feeds: readonly SymbolFeed[]): {
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

/** The two channels to the exchange. */
type Channel = 'stream' | 'history';

/** Records whether each channel has ever worked since the connection was started. */
interface ReachRecord {
  succeed(channel: Channel): void;
  fail(channel: Channel): void;
  /** Whether a channel failed several times in a row and has never worked. */
  isDoubtful(): boolean;
}

const manyFailures = 3;

/** Returns an empty record. */
export function createReachRecord(): ReachRecord {
  const failures: Record<Channel, number> = { stream: 0, history: 0 };
  return {
    // A channel that has worked once is not blocked on this network.
    succeed: (channel) => void (failures[channel] = -Infinity),
    fail: (channel) => void failures[channel]++,
    isDoubtful: () => Object.values(failures).some((count) => count >= manyFailures),
  };
}
