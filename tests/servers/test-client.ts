import { WebSocket } from 'ws';
import type { Exchange } from './binance-server';
import { startExchange, type ExchangeOptions } from './binance-server';
import { makeSampleListings } from './market/sample-listings';

/** 2024-01-02T00:00:00Z: the first day of the sample markets is history, the second is to come. */
export const startAt = 1_704_153_600_000;
export const minuteMs = 60_000;

const listings = makeSampleListings({
  startsAt: startAt - 86_400_000,
  barCount: 2 * 1440,
  symbols: ['BTCUSDT', 'ETHUSDT', '币安人生USDT', 'OLDUSDT'],
});

/** Starts a server with four sample markets and a clock that the test moves. */
export function startTestExchange(options: Partial<ExchangeOptions> = {}): Promise<Exchange> {
  return startExchange({ listings, clock: { kind: 'stepped', startAt }, ...options });
}

/** A socket as a client has it, with everything that came. */
export interface TestClient {
  readonly socket: WebSocket;
  readonly texts: readonly string[];
  /** Close code; undefined while the socket is open. */
  readonly closeCode: () => number | undefined;
  /** Every message parsed; throws on a malformed one. */
  readonly messages: () => readonly unknown[];
}

/** Opens a socket at `path`. Rejects when it is refused. */
export async function openClient(
  exchange: Exchange,
  path: string,
  options: WebSocket.ClientOptions = {},
): Promise<TestClient> {
  const socket = new WebSocket(`${exchange.wsUrl}${path}`, options);
  const texts: string[] = [];
  let closeCode: number | undefined;
  socket.on('message', (data) => texts.push(String(data)));
  socket.on('close', (code) => (closeCode = code));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.on('error', reject);
  });
  return {
    socket,
    texts,
    closeCode: () => closeCode,
    messages: () => texts.map((text): unknown => JSON.parse(text)),
  };
}

/** Moves the clock on and resolves when the clients have all that was sent meanwhile. */
export async function advanceWith(
  exchange: Exchange,
  ms: number,
  ...clients: readonly TestClient[]
): Promise<void> {
  const received = (): number => clients.reduce((sum, { texts }) => sum + texts.length, 0);
  const before = received();
  const sent = exchange.stats.messagesSent;
  const arrive = (): Promise<void> =>
    waitUntil(() => received() - before >= exchange.stats.messagesSent - sent);
  await exchange.advance(ms, arrive);
}

/** Gives the event loop turns until `condition` holds; throws after a minute. */
export async function waitUntil(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${condition.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Fetches JSON, whatever the status. */
export async function fetchJson(exchange: Exchange, path: string): Promise<unknown> {
  const response = await fetch(`${exchange.url}${path}`);
  return response.json();
}

/** The part of a kline message that tests look at. */
export interface KlineMessage {
  readonly e: string;
  readonly E: number;
  readonly s: string;
  readonly k: {
    readonly t: number;
    readonly T: number;
    readonly o: string;
    readonly h: string;
    readonly l: string;
    readonly c: string;
    readonly v: string;
    readonly q: string;
    readonly x: boolean;
    readonly n: number;
  };
}

/** Returns the kline messages of a raw stream, in their order of arrival. */
export function readKlines({ messages }: TestClient): readonly KlineMessage[] {
  return (messages() as KlineMessage[]).filter(({ e }) => e === 'kline');
}
