import type { BarInterval } from '../../core/exchange';
import type { LiveEffect, LiveInput } from './inputs';
import {
  nameBestPriceStream,
  nameKlineStream,
  parseStreamMessage,
} from '../../exchange/binance/stream-message';
import type { LivePorts, LiveSocket } from '../ports';
import type { FetchFailure } from '../../exchange/exchange';
import { FetchError } from '../../exchange/fetch-error';

export interface SocketPoolOptions {
  readonly ports: Pick<LivePorts, 'openSocket' | 'streamHosts' | 'clock'>;
  readonly interval: BarInterval;
  readonly hasBookTicker: boolean;
  readonly take: (input: LiveInput) => void;
}

/** The sockets of a session, by their numbers. */
export interface SocketPool {
  open(socket: number, symbols: readonly string[]): void;
  /** Nothing that the socket says from here on is heard. */
  close(socket: number): void;
  closeAll(): void;
}

/** Returns a pool without sockets, which tells the session what happens to them. */
export function createSocketPool(options: SocketPoolOptions): SocketPool {
  const { ports, interval, hasBookTicker, take } = options;
  const { openSocket, streamHosts, clock } = ports;
  const sockets = new Map<number, LiveSocket>();
  /** The next host is tried when one does not even open. */
  let host = 0;

  const locate = (symbols: readonly string[]): string => {
    const streams = symbols.flatMap((symbol) => [
      nameKlineStream(symbol, interval),
      ...(hasBookTicker ? [nameBestPriceStream(symbol)] : []),
    ]);
    const names = streams.map(encodeURIComponent).join('/');
    return `${streamHosts[host % streamHosts.length]}/stream?streams=${names}`;
  };
  const close = (socket: number): void => {
    const known = sockets.get(socket);
    sockets.delete(socket);
    known?.close();
  };
  return {
    open(socket, symbols) {
      let hasOpened = false;
      const isHeard = (): boolean => sockets.has(socket);
      const opened = openSocket(locate(symbols), {
        onOpen() {
          hasOpened = true;
          if (isHeard()) take({ kind: 'socket-open', at: clock.now(), socket });
        },
        onMessage(text) {
          if (!isHeard()) return;
          take({ kind: 'message', at: clock.now(), socket, message: parseStreamMessage(text) });
        },
        onClose(reason) {
          if (!hasOpened) host++;
          if (!sockets.delete(socket)) return;
          take({ kind: 'socket-closed', at: clock.now(), socket, reason });
        },
      });
      sockets.set(socket, opened);
    },
    close,
    closeAll: () => [...sockets.keys()].forEach(close),
  };
}

type FetchEffect = Extract<LiveEffect, { kind: 'fetch' }>;

export interface FetchPoolOptions {
  readonly ports: Pick<LivePorts, 'fetchBars' | 'clock' | 'patience'>;
  readonly interval: BarInterval;
  readonly take: (input: LiveInput) => void;
}

/** The fetches of a session; each is answered, well or not, unless it is given up. */
export interface FetchPool {
  /** Takes the place of an earlier fetch of the same symbol. */
  start(effect: FetchEffect): void;
  giveUpAll(): void;
}

/** Returns a pool without fetches. */
export function createFetchPool({ ports, interval, take }: FetchPoolOptions): FetchPool {
  const { fetchBars, clock } = ports;
  const { fetchWithinMs } = ports.patience;
  const underWay = new Map<string, AbortController>();

  const run = async (effect: FetchEffect, controller: AbortController): Promise<void> => {
    const { fetch, symbol, from, to } = effect;
    const timeout: FetchFailure = {
      kind: 'network',
      message: `The bars of ${symbol} did not come within ${fetchWithinMs / 1000} s`,
    };
    const cancel = clock.setTimer(() => controller.abort(new FetchError(timeout)), fetchWithinMs);
    let input: LiveInput;
    try {
      const bars = await fetchBars({ symbol, interval, from, to }, controller.signal);
      input = { kind: 'fetched', at: clock.now(), fetch, bars };
    } catch (cause) {
      input = { kind: 'fetch-failed', at: clock.now(), fetch, failure: readFailure(cause) };
    } finally {
      cancel();
    }
    if (underWay.get(symbol) !== controller) return;
    underWay.delete(symbol);
    take(input);
  };
  return {
    start(effect) {
      const controller = new AbortController();
      underWay.get(effect.symbol)?.abort();
      underWay.set(effect.symbol, controller);
      void run(effect, controller);
    },
    giveUpAll() {
      const controllers = [...underWay.values()];
      underWay.clear();
      for (const controller of controllers) controller.abort();
    },
  };
}

function readFailure(cause: unknown): FetchFailure {
  if (cause instanceof FetchError) return cause.failure;
  return { kind: 'network', message: cause instanceof Error ? cause.message : String(cause) };
}
