import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bars, EpochMs } from '../../src/core/bars/bars';
import { barIntervals, type BarInterval } from '../../src/core/exchange';
import { createClock, type ClockOptions, type ExchangeClock } from './clock/exchange-clock';
import { defaultLimits, type ExchangeLimits } from './exchange-limits';
import type { ExchangeParts } from './exchange-parts';
import { createCounters, type ExchangeStats } from './exchange-stats';
import type { Fault } from './faults/fault';
import { createFaultScript } from './faults/fault-script';
import { readClosedBars } from './market/list-klines';
import { createMarket, type MarketListing } from './market/market';
import { createOutbox } from './outbox';
import { handleControl } from './rest/control-handler';
import { createRateLimiter } from './rest/rate-limiter';
import { handleRest } from './rest/rest-handler';
import { createSocketServer } from './stream/socket-server';

export interface ExchangeOptions {
  readonly listings: readonly MarketListing[];
  readonly clock?: ClockOptions;
  /** On the loopback address; 0, any free one, when left out. */
  readonly port?: number;
  readonly limits?: Partial<ExchangeLimits>;
  readonly faults?: readonly Fault[];
  /** Of all chance in faults; a whole number. */
  readonly seed?: number;
  /** Called as the closing message of a bar is about to be sent to whoever subscribed to it. */
  readonly onClosing?: (symbol: string, openTime: EpochMs) => void;
}

/** A server that speaks the exchange's market data protocol. */
export interface Exchange {
  /** `http://127.0.0.1:PORT`, before `/api/v3/...`. */
  readonly url: string;
  /** `ws://127.0.0.1:PORT`, before `/ws/...` and `/stream?streams=...`. */
  readonly wsUrl: string;
  readonly port: number;
  /** Up to date at any time. */
  readonly stats: ExchangeStats;
  readonly clock: Pick<ExchangeClock, 'factor' | 'now'>;
  /** Replaces all faults. */
  setFaults(faults: readonly Fault[]): void;
  /**
   * Moves a stepped clock on by `ms`. At each planned instant the messages of the instant are written
   * out, and then `afterInstant` is awaited.
   */
  advance(ms: number, afterInstant?: () => Promise<void>): Promise<void>;
  /** Ends all faults, counts, bans and quotas; bars that were corrected stay so. */
  reset(): void;
  /** What a client must have at the end: the closed bars as of now, corrections included. */
  readClosedBars(symbol: string, interval: BarInterval): Required<Bars>;
  /** Ends every connection and task. */
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** Starts a server and resolves when it listens. */
export async function startExchange({
  listings,
  clock: clockOptions = { kind: 'real' },
  port: wantedPort = 0,
  limits: ownLimits,
  faults = [],
  seed = 1,
  onClosing = () => undefined,
}: ExchangeOptions): Promise<Exchange> {
  const limits = { ...defaultLimits, ...ownLimits };
  const markets = new Map(listings.map((listing) => [listing.symbol, createMarket(listing)]));
  // Last, since it runs from here on.
  const clock = createClock(clockOptions);
  const counters = createCounters();
  const script = createFaultScript(seed, clock, counters);
  script.set(faults);
  const outbox = createOutbox();
  const parts: ExchangeParts = {
    clock,
    limits,
    markets,
    script,
    counters,
    outbox,
    onClosing,
    startOutage,
  };
  const limiter = createRateLimiter(parts);
  const sockets = createSocketServer(parts);
  const server = createServer(handleRequest);
  server.on('upgrade', sockets.handleUpgrade);
  let isClosing = false;
  await listen(wantedPort);
  const { port } = server.address() as AddressInfo;

  const advance = (ms: number, afterInstant?: () => Promise<void>): Promise<void> =>
    clock.advance(ms, async () => {
      await outbox.settle();
      await afterInstant?.();
    });
  const reset = (): void => {
    script.set([]);
    counters.reset();
    limiter.reset();
    sockets.reset();
  };
  const controls = {
    now: clock.now,
    stats: () => counters.stats,
    reset,
    setFaults: script.set,
    advance,
  };

  function handleRequest(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(`http://${host}${request.url}`);
    if (request.method === 'OPTIONS') {
      // A simple request needs no preflight: whoever causes one has set a header of its own.
      counters.count('preflights');
      response.writeHead(403).end();
    } else if (url.pathname.startsWith('/control')) {
      void handleControl(controls, request, response, url);
    } else {
      handleRest(parts, limiter, request, response, url);
    }
  }

  function listen(onPort: number): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(onPort, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  }

  function hangUp(): Promise<void> {
    sockets.terminateAll();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    return closed;
  }

  function startOutage(durationMs: number): void {
    if (isClosing || !server.listening) return;
    const closed = hangUp();
    outbox.add(closed);
    clock.schedule(clock.now() + durationMs, () =>
      outbox.add(closed.then(() => (isClosing ? undefined : listen(port)))),
    );
  }

  return {
    url: `http://${host}:${port}`,
    wsUrl: `ws://${host}:${port}`,
    port,
    stats: counters.stats,
    clock,
    setFaults: script.set,
    advance,
    reset,
    readClosedBars(symbol, interval) {
      const market = markets.get(symbol);
      if (market === undefined) throw new Error(`exchange: ${symbol} is not listed`);
      return readClosedBars(market, barIntervals[interval], clock.now());
    },
    async close() {
      isClosing = true;
      clock.stop();
      await hangUp();
    },
  };
}
