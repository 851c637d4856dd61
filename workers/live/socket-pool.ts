import type { BarInterval } from '../../src/core/exchange';
import type { LiveInput } from '../../src/live/market/inputs';
import {
  nameBestPriceStream,
  nameKlineStream,
  parseStreamMessage,
} from '../../src/exchange/binance/stream-message';
import type { LivePorts, LiveSocket } from '../../src/live/ports';

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
