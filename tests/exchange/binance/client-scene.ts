import type { DownloadWait } from '../../../src/core/download';
import { createWaitBoard } from '../../../src/exchange/download/progress';
import { createRestClient, type RestClient } from '../../../src/exchange/binance/rest-client';
import { createFakeExchange, type FakeExchange, type Fault } from './fake-exchange';

/** The preferred host. */
export const first = 'https://data-api.binance.vision';
export const second = 'https://api.binance.com';

/** An exchange and a client that speaks to it. */
export interface Scene {
  readonly exchange: FakeExchange;
  readonly client: RestClient;
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
  const client = createRestClient(exchange.platform, [first, second]);
  const { clock } = exchange;
  const start = clock.now();
  const waits: DownloadWait[] = [];
  const board = createWaitBoard(clock.now, () => {
    const wait = board.current();
    if (wait !== undefined) waits.push(wait);
  });
  return {
    exchange,
    client,
    waits,
    ask: (signal) => clock.run(client.getServerTime({ signal, onWait: board.open() })),
    seconds: () => (clock.now() - start) / 1000,
  };
}

/** Every request to `host`, or to any host, goes wrong. */
export function always(fault: Fault, host = ''): FakeExchange['fail'] {
  return ({ url }) => (url.origin.startsWith(host) ? fault : undefined);
}
