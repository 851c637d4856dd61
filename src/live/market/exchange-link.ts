import { countBars, readBar, type Bar, type Bars } from '../../core/bars/bars';
import type { BarInterval } from '../../core/exchange';
import type { TimeRange } from '../../exchange/exchange';
import type { MarketEffect, MarketInput } from './inputs';
import type { LivePorts, LiveSocket, OpenSocket } from '../ports';
import { ExchangeError, toFetchFailure } from '../../exchange/exchange-error';
import { fetchRange } from '../../exchange/paging';

interface SocketPoolOptions {
  readonly ports: Pick<LivePorts, 'openSocket' | 'exchange' | 'clock'>;
  readonly interval: BarInterval;
  readonly hasBookTicker: boolean;
  readonly take: (input: MarketInput) => void;
}

/** The sockets of a session, by number. */
interface SocketPool {
  open(socket: number, symbols: readonly string[]): void;
  /** Closes a socket; its further messages are ignored. */
  close(socket: number): void;
  closeAll(): void;
}

/** Returns a pool without sockets; `take` is called with what happens to them. */
export function createSocketPool(options: SocketPoolOptions): SocketPool {
  const { ports, interval, hasBookTicker, take } = options;
  const { openSocket, clock } = ports;
  const { stream } = ports.exchange;
  const sockets = new Map<number, LiveSocket>();
  /** Position in the list of hosts; the next one is tried when a socket does not open. */
  let host = 0;

  const close = (socket: number): void => {
    const known = sockets.get(socket);
    sockets.delete(socket);
    known?.close();
  };
  return {
    open(socket, symbols) {
      let hasOpened = false;
      const isHeard = (): boolean => sockets.has(socket);
      const topics = { symbols, interval, hasBestPrices: hasBookTicker };
      const { url, send } = stream.subscribe(stream.hosts[host % stream.hosts.length], topics);
      const opened = openSocket(url, {
        onOpen() {
          hasOpened = true;
          for (const text of send) opened.send(text);
          if (isHeard()) take({ kind: 'socket-open', at: clock.now(), socket });
        },
        onMessage(text) {
          if (!isHeard()) return;
          take({ kind: 'message', at: clock.now(), socket, message: stream.read(text) });
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

/** Opens a socket of the browser. */
export const openBrowserSocket: OpenSocket = (url, { onOpen, onMessage, onClose }) => {
  const socket = new WebSocket(url);
  let hasOpened = false;
  socket.addEventListener('open', () => {
    hasOpened = true;
    onOpen();
  });
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => onMessage(String(data)));
  // Also comes after `error`, which has no details.
  socket.addEventListener('close', ({ code }) =>
    onClose(hasOpened ? `The connection was closed (code ${code})` : 'The connection was refused'),
  );
  return { send: (text) => socket.send(text), close: () => socket.close() };
};

type FetchEffect = Extract<MarketEffect, { kind: 'fetch' }>;

interface FetchPoolOptions {
  readonly ports: Pick<LivePorts, 'exchange' | 'clock' | 'timeouts'>;
  readonly interval: BarInterval;
  readonly take: (input: MarketInput) => void;
}

/** The fetches of a session; each ends with an input, of success or failure, unless it is given up. */
interface FetchPool {
  /** Starts a fetch, which replaces an earlier one of the same symbol. */
  start(effect: FetchEffect): void;
  giveUpAll(): void;
}

/** Returns a pool without fetches. */
export function createFetchPool({ ports, interval, take }: FetchPoolOptions): FetchPool {
  const { exchange, clock } = ports;
  const { fetchWithinMs } = ports.timeouts;
  const underWay = new Map<string, AbortController>();

  const run = async (effect: FetchEffect, controller: AbortController): Promise<void> => {
    const { fetch, symbol, from, to } = effect;
    const timeout = new ExchangeError(
      'timeout',
      `The bars of ${symbol} did not arrive within ${fetchWithinMs / 1000} s`,
    );
    const cancel = clock.setTimer(() => controller.abort(timeout), fetchWithinMs);
    let input: MarketInput;
    try {
      const query = { symbol, interval, from, to };
      const { signal } = controller;
      const bars = await fetchRange(exchange, query, { signal, conflicts: 'last' });
      input = { kind: 'fetched', at: clock.now(), fetch, bars: listBars(bars, query) };
    } catch (cause) {
      input = { kind: 'fetch-failed', at: clock.now(), fetch, failure: toFetchFailure(cause) };
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

/** Returns the bars inside the range; the answer may have others, such as the one that is still forming. */
function listBars(bars: Bars, { from, to }: TimeRange): readonly Bar[] {
  const listed: Bar[] = [];
  for (let index = 0; index < countBars(bars); index++) {
    const bar = readBar(bars, index);
    if (bar.openTime >= from && bar.openTime < to) listed.push(bar);
  }
  return listed;
}
