import { WebSocket } from 'ws';
import type { OpenSocket } from '../../../src/live/ports';

/** Counts of all sockets that were opened by one opener. */
export interface SocketCounts {
  received: number;
  /** Attempts that are neither open nor closed. */
  opening: number;
  open: number;
  /** Sockets that the server is closing and that have not told so yet. */
  closing(): number;
}

/** Returns what opens sockets in Node, and its counts, which stay up to date. */
export function createNodeSockets(): {
  readonly openSocket: OpenSocket;
  readonly counts: SocketCounts;
} {
  const sockets = new Set<WebSocket>();
  const counts: SocketCounts = {
    received: 0,
    opening: 0,
    open: 0,
    closing: () => [...sockets].filter(({ readyState }) => readyState === WebSocket.CLOSING).length,
  };
  return {
    counts,
    openSocket(url, { onOpen, onMessage, onClose }) {
      const socket = new WebSocket(url);
      sockets.add(socket);
      let state: 'opening' | 'open' | 'closed' = 'opening';
      counts.opening++;
      const enter = (next: 'open' | 'closed'): void => {
        if (state === next || state === 'closed') return;
        counts[state]--;
        state = next;
        if (next === 'open') counts.open++;
      };
      socket.on('open', () => {
        enter('open');
        onOpen();
      });
      socket.on('message', (data) => {
        counts.received++;
        onMessage(String(data));
      });
      socket.on('error', () => undefined);
      socket.on('close', (code) => {
        enter('closed');
        sockets.delete(socket);
        onClose(`closed (${code})`);
      });
      return {
        send: (text) => socket.send(text),
        close() {
          enter('closed');
          sockets.delete(socket);
          socket.terminate();
        },
      };
    },
  };
}
