import type { WebSocket } from 'ws';
import type { Cancel } from '../clock/agenda';
import type { ExchangeParts } from '../exchange-parts';
import type { Connection } from './connection';

/** Shortest real time between two pings, in ms: faster than that no client need answer. */
const shortestPingMs = 1_000;

/**
 * Pings the client, ends its socket when no pong comes and when its life is over. Returns what stops
 * all that.
 */
export function startHeartbeat(
  { clock, limits, counters, outbox }: ExchangeParts,
  socket: WebSocket,
  connection: Connection,
): Cancel {
  const pingEveryMs = Math.max(limits.pingEveryMs, shortestPingMs * clock.factor);
  let heardAt = clock.now();
  let heardAtReal = performance.now();
  socket.on('pong', () => {
    heardAt = clock.now();
    heardAtReal = performance.now();
  });

  const isDead = (): boolean =>
    clock.now() - heardAt > limits.pongTimeoutMs &&
    performance.now() - heardAtReal >= limits.pongGraceMs;

  const beat = (): void => {
    // A half-open socket neither pings nor ends.
    if (connection.isSilent()) return;
    if (isDead()) {
      counters.count('socketsWithoutPong');
      socket.terminate();
      return;
    }
    outbox.add(new Promise((resolve) => socket.ping(undefined, undefined, resolve)));
    cancelBeat = clock.schedule(clock.now() + pingEveryMs, beat);
  };

  let cancelBeat = clock.schedule(clock.now() + pingEveryMs, beat);
  const cancelLife = clock.schedule(clock.now() + limits.socketLifeMs, () => {
    if (connection.isSilent()) socket.terminate();
    else socket.close(1001);
  });
  return () => {
    cancelBeat();
    cancelLife();
  };
}
