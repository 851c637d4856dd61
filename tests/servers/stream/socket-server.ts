import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ExchangeParts } from '../exchange-parts';
import { addStream, handleCommand } from './commands';
import { createConnection } from './connection';
import { startHeartbeat } from './heartbeat';
import { createQuota, type Quota } from './quota';
import { createStreamHub } from './stream-hub';

/** The WebSocket side of the server. */
export interface SocketServer {
  /** Takes or refuses an attempt to open a socket. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every socket without a word. */
  terminateAll(): void;
  /** Forgets earlier attempts. */
  reset(): void;
}

const fiveMinutesMs = 300_000;
const refusalStatus = 503;
/** Close code of a client that breaks a rule. */
const policyViolation = 1008;

/** Returns a socket server without sockets. */
export function createSocketServer(parts: ExchangeParts): SocketServer {
  const { clock, limits, script, counters } = parts;
  const server = new WebSocketServer({ noServer: true, maxPayload: 65_536 });
  const hub = createStreamHub(parts);
  const attempts = new Map<string, Quota>();

  const takeAttempt = (address: string): boolean => {
    const known = attempts.get(address);
    const quota = known ?? createQuota(limits.socketsPerFiveMinutes, fiveMinutesMs);
    attempts.set(address, quota);
    return quota.take(clock.now());
  };

  const open = (socket: WebSocket, { isCombined, streams }: SocketTarget): void => {
    counters.count('socketsOpened');
    counters.count('socketsOpen');
    const connection = createConnection(parts, socket, isCombined);
    const stopHeartbeat = startHeartbeat(parts, socket, connection);
    const messages = createQuota(limits.messagesPerSecond, 1000);
    const admit = (): boolean => {
      if (messages.take(clock.now())) return true;
      counters.count('socketsTooBusy');
      socket.close(policyViolation, 'Too many requests');
      return false;
    };
    // Pongs are not counted: a stepped clock lets many arrive in one instant.
    socket.on('ping', admit);
    socket.on('message', (data) => {
      counters.count('messagesReceived');
      if (admit()) handleCommand(String(data), connection, hub, limits);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      counters.count('socketsOpen', -1);
      stopHeartbeat();
      for (const stream of connection.streams) hub.unsubscribe(connection, stream);
    });
    for (const stream of streams) addStream(connection, hub, stream);
  };

  return {
    handleUpgrade(request, socket, head) {
      const url = new URL(`http://localhost${request.url}`);
      const target = readTarget(url);
      const isWithinQuota = takeAttempt(request.socket.remoteAddress ?? '');
      const fault = script.draw('connect', { path: url.pathname });
      const status = fault
        ? (fault.status ?? refusalStatus)
        : !isWithinQuota
          ? 429
          : target === undefined || target.streams.length > limits.streamsPerSocket
            ? 404
            : undefined;
      if (status !== undefined || target === undefined) {
        counters.count('socketsRefused');
        refuse(socket, status ?? refusalStatus);
        return;
      }
      server.handleUpgrade(request, socket, head, (opened) => open(opened, target));
    },
    terminateAll() {
      for (const socket of server.clients) socket.terminate();
    },
    reset: () => attempts.clear(),
  };
}

interface SocketTarget {
  /** Whether messages are wrapped with the name of their stream. */
  readonly isCombined: boolean;
  readonly streams: readonly string[];
}

/** Reads `/ws`, `/ws/a/b`, `/stream` and `/stream?streams=a/b`; undefined for anything else. */
function readTarget({ pathname, searchParams }: URL): SocketTarget | undefined {
  const split = (names: string): readonly string[] => names.split('/').filter(Boolean);
  if (pathname === '/stream') {
    return { isCombined: true, streams: split(searchParams.get('streams') ?? '') };
  }
  if (!/^\/ws(\/|$)/.test(pathname)) return undefined;
  try {
    return { isCombined: false, streams: split(decodeURIComponent(pathname.slice('/ws'.length))) };
  } catch {
    // A % that escapes nothing.
    return undefined;
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
