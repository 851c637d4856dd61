import type { WebSocket } from 'ws';
import type { EpochMs } from '../../../src/core/bars/bars';
import type { ExchangeParts } from '../exchange-parts';

/** The sending side of one socket, in order. */
export interface Outgoing {
  send(text: string): void;
  /** Keeps everything back until `at`; nothing is lost. */
  holdUntil(at: EpochMs): void;
  /** From now on nothing is sent and nothing is read: the peer sees a socket that is open. */
  goSilent(): void;
  readonly isSilent: boolean;
}

/** Returns the sending side of an open socket. */
export function createOutgoing(
  socket: WebSocket,
  { clock, counters, outbox }: Pick<ExchangeParts, 'clock' | 'counters' | 'outbox'>,
): Outgoing {
  const held: string[] = [];
  let heldUntil = -Infinity;
  let isSilent = false;

  const write = (text: string): void => {
    if (socket.readyState !== socket.OPEN) return;
    counters.count('messagesSent');
    outbox.add(new Promise((resolve) => socket.send(text, resolve)));
  };

  const release = (): void => {
    if (clock.now() < heldUntil || isSilent) return;
    for (const text of held.splice(0)) write(text);
  };

  return {
    send(text) {
      if (isSilent) return;
      if (clock.now() < heldUntil || held.length > 0) held.push(text);
      else write(text);
    },
    holdUntil(at) {
      heldUntil = Math.max(heldUntil, at);
      clock.schedule(at, release);
    },
    goSilent() {
      isSilent = true;
      socket.pause();
    },
    get isSilent() {
      return isSilent;
    },
  };
}
