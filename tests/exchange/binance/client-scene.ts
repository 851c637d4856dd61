import type { DownloadWait } from '../../../src/core/download';
import type { Exchange } from '../../../src/exchange/exchange';
import { createWaits } from '../../../src/exchange/waits';
import { createFakeExchange, type FakeExchange, type Fault } from './fake-exchange';
import { openBinance } from './open-binance';

/** The preferred host. */
export const first = 'https://data-api.binance.vision';
export const second = 'https://api.binance.com';

/** A stand-in for the exchange, and what speaks to it. */
export interface Scene {
  readonly exchange: FakeExchange;
  readonly binance: Exchange;
  /** Every wait that a person was told, in order. */
  readonly waits: DownloadWait[];
  /** Asks for the server's time, the simplest question there is. */
  ask(signal?: AbortSignal): Promise<number>;
  /** Seconds that have passed. */
  seconds(): number;
}

/** Returns a scene in which the first requests go wrong as listed. */
export function openScene(faults: readonly (Fault | undefined)[] = []): Scene {
  const exchange = createFakeExchange([]);
  exchange.fail = ({ index }) => faults[index];
  const binance = openBinance(exchange.platform, [first, second]);
  const { clock } = exchange;
  const start = clock.now();
  const waits: DownloadWait[] = [];
  const pending = createWaits(clock.now, () => {
    const wait = pending.current();
    if (wait !== undefined) waits.push(wait);
  });
  return {
    exchange,
    binance,
    waits,
    ask: (signal) => clock.run(binance.serverTime({ signal, onWait: pending.open() })),
    seconds: () => (clock.now() - start) / 1000,
  };
}

/** Every request to `host`, or to any host, goes wrong. */
export function always(fault: Fault, host = ''): FakeExchange['fail'] {
  return ({ url }) => (url.origin.startsWith(host) ? fault : undefined);
}
