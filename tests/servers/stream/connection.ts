import type { WebSocket } from 'ws';
import type { ExchangeParts } from '../exchange-parts';
import type { StreamSilence } from '../exchange-stats';
import type { MessageFault } from '../faults/fault';
import { createOutgoing } from './outgoing';
import type { StreamMessage } from './stream-message';

/** One client's socket. */
export interface Connection {
  /** Names of the streams that it asked for. */
  readonly streams: Set<string>;
  /** The client asks for a stream, once more perhaps: a fault that made it silent is over. */
  subscribe(stream: string): void;
  /** Whether a fault made it half-open. */
  isSilent(): boolean;
  /** Sends a message of a stream, or what a fault makes of it. */
  deliver(message: StreamMessage): void;
  /** Sends the answer to a request of the client. */
  reply(value: object): void;
}

const delayMs = 5_000;
const outageMs = 30_000;
/** The exchange announces the end of a server ten minutes before. */
const shutdownNoticeMs = 600_000;
/** Close code of a server that goes away. */
const goingAway = 1001;

/** Returns the connection of a socket; `isCombined` wraps messages with the name of their stream. */
export function createConnection(
  parts: ExchangeParts,
  socket: WebSocket,
  isCombined: boolean,
): Connection {
  const { clock, script, counters } = parts;
  const outgoing = createOutgoing(socket, parts);
  /** Bars, by stream and open time, of which the client hears nothing more. */
  const missing = new Set<string>();
  /** Streams that a fault made silent. */
  const silent = new Map<string, StreamSilence>();
  const streams = new Set<string>();
  /** Messages that come after the next one. */
  const behind: string[] = [];

  const frame = (stream: string, data: object): string =>
    JSON.stringify(isCombined ? { stream, data } : data);

  const sendInOrder = (...texts: readonly string[]): void => {
    for (const text of [...texts, ...behind.splice(0)]) outgoing.send(text);
  };

  const applyFault = (fault: MessageFault, message: StreamMessage, text: string): void => {
    const now = clock.now();
    switch (fault.kind) {
      case 'drop-connection':
        return socket.terminate();
      case 'half-open':
        outgoing.goSilent();
        if (fault.durationMs !== undefined) {
          clock.schedule(now + fault.durationMs, () => socket.terminate());
        }
        return;
      case 'delay-message':
        outgoing.holdUntil(now + (fault.delayMs ?? delayMs));
        return sendInOrder(text);
      case 'duplicate-message':
        return sendInOrder(text, ...Array.from({ length: fault.copies ?? 1 }, () => text));
      case 'reorder-messages':
        return void behind.push(text);
      case 'malformed-message':
        return sendInOrder(fault.text ?? text.slice(0, text.length >> 1));
      case 'unknown-event': {
        const event = { e: 'auctionNotice', E: now, s: message.symbol, a: { p: 1, r: null } };
        return sendInOrder(frame(message.stream, event), text);
      }
      case 'unknown-fields':
        return sendInOrder(frame(message.stream, addFields(message.payload)));
      case 'missing-bar':
        return hideBar(message);
      case 'silent-stream':
        return silence(message);
      case 'day-cut':
        return socket.close(goingAway);
      case 'server-shutdown':
        sendInOrder(
          text,
          fault.isWrapped === true
            ? frame('!serverShutdown', { e: 'serverShutdown', E: now })
            : JSON.stringify({ e: 'serverShutdown', E: now }),
        );
        clock.schedule(now + (fault.noticeMs ?? shutdownNoticeMs), () => {
          // A peer that is not heard, and hears nothing, cannot take leave.
          if (!outgoing.isSilent) socket.close(goingAway);
        });
        return;
      case 'outage':
        return parts.startOutage(fault.durationMs ?? outageMs);
    }
  };

  const hideBar = ({ stream, bar }: StreamMessage): void => {
    if (bar !== undefined && !bar.isClosed) missing.add(`${stream} ${bar.openTime}`);
  };

  const silence = ({ stream, symbol }: StreamMessage): void => {
    const begun = { symbol, from: clock.now(), to: undefined };
    silent.set(stream, begun);
    counters.addSilence(begun);
  };

  const endSilence = (stream: string): void => {
    const ended = silent.get(stream);
    if (ended !== undefined) ended.to = clock.now();
    silent.delete(stream);
  };
  socket.on('close', () => [...silent.keys()].forEach(endSilence));

  const isHidden = ({ stream, bar }: StreamMessage): boolean => {
    const key = `${stream} ${bar?.openTime}`;
    // The closing message is a bar's last one.
    return bar?.isClosed === true ? missing.delete(key) : missing.has(key);
  };

  return {
    streams,
    subscribe(stream) {
      streams.add(stream);
      endSilence(stream);
    },
    isSilent: () => outgoing.isSilent,
    deliver(message) {
      const isOpen = socket.readyState === socket.OPEN && !outgoing.isSilent;
      if (!isOpen || silent.has(message.stream) || isHidden(message)) return;
      const { symbol, bar, stream, payload } = message;
      const text = frame(stream, payload);
      if (bar === undefined) return outgoing.send(text);
      const fault = script.draw('message', { symbol, bar: bar.isClosed ? 'closed' : 'forming' });
      if (fault === undefined) sendInOrder(text);
      else applyFault(fault, message, text);
    },
    reply: (value) => outgoing.send(JSON.stringify(value)),
  };
}

/** The exchange adds fields without notice. */
function addFields(payload: StreamMessage['payload']): object {
  const { k } = payload;
  return { ...payload, k: { ...(k as object), Z: '0.00000000' }, zz: { a: [1, null] } };
}
