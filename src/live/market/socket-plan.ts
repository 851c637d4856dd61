import type { EpochMs } from '../../core/bars/bars';
import type { Random } from '../../core/random';
import { backOff, createAttemptBudget } from '../../core/backoff';
import type { MarketEffect } from './inputs';

/** Timeouts of a socket, in ms; see docs/LIVE.md. */
export interface SocketTimes {
  /** A socket that has not opened within this time is given up. */
  readonly openWithinMs: number;
  /** Time without a message after which the data shown may be old. */
  readonly staleAfterMs: number;
  /** Time without a message after which the connection counts as dead, although it looks open. */
  readonly deadAfterMs: number;
  /** Age at which a new connection is opened; the exchange closes one after 24 hours. */
  readonly renewAfterMs: number;
  /** If two ticks are at least this far apart, the machine must have slept. */
  readonly sleptAfterMs: number;
}

/** How many sockets may be opened in any window of time. */
export interface AttemptLimits {
  readonly max: number;
  readonly windowMs: number;
}

export const defaultSocketTimes: SocketTimes = {
  openWithinMs: 10_000,
  staleAfterMs: 6_000,
  deadAfterMs: 15_000,
  renewAfterMs: 23.5 * 3_600_000,
  sleptAfterMs: 10_000,
};

interface SocketPlanOptions {
  readonly times: SocketTimes;
  readonly attempts: AttemptLimits;
  readonly random: Random;
  readonly symbols: readonly string[];
  readonly emit: (effect: MarketEffect) => void;
  /** A connection is open: missed bars can be requested. */
  readonly onOpen: (at: EpochMs) => void;
  readonly onReconnect: () => void;
}

/** State of the connection's sockets. */
export type SocketStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'opening'; readonly attempt: number }
  | { readonly kind: 'open'; readonly since: EpochMs; readonly silentSince: EpochMs | undefined }
  | {
      readonly kind: 'waiting';
      readonly until: EpochMs;
      readonly attempt: number;
      readonly reason: string;
    };

/** Decides when to open, replace and close sockets, so that there is always one connection to the exchange. */
interface SocketPlan {
  status(at: EpochMs): SocketStatus;
  start(at: EpochMs): void;
  stop(): void;
  /** Closes all sockets and connects again at once. */
  restart(at: EpochMs, reason: string): void;
  /**
   * Opens a new socket before the current one ends. Returns false where no socket is open, a new one is being
   * opened already, or no attempt is left.
   */
  renew(at: EpochMs, reason: string): boolean;
  /** Moves all times by `ms`, after our clock was adjusted by as much. */
  shift(ms: number): void;
  takeOpen(socket: number, at: EpochMs): void;
  takeClosed(socket: number, reason: string, at: EpochMs): void;
  /** Returns whether the socket is one of those in use. */
  takeMessage(socket: number, at: EpochMs): boolean;
  tick(at: EpochMs): void;
  /** Returns when to connect again; Infinity for never. */
  dueAt(): EpochMs;
}

interface Socket {
  readonly id: number;
  startedAt: EpochMs;
  openedAt: EpochMs | undefined;
  heardAt: EpochMs;
}

/** A tenth of what Binance allows all tabs and programs of one address. */
export const defaultAttempts: AttemptLimits = { max: 30, windowMs: 300_000 };
/** Each wait is about a fifth of the time since the outage began, so that its end is noticed soon. */
const retryLimits = { firstMs: 500, maxMs: 60_000, growth: 1.2 };

export function createSocketPlan(options: SocketPlanOptions): SocketPlan {
  const { times, attempts, random, symbols, emit, onOpen, onReconnect } = options;
  const budget = createAttemptBudget(attempts.max, attempts.windowMs);
  let lastId = 0;
  let current: Socket | undefined;
  /** Replaces `current` when its first message arrives. */
  let successor: Socket | undefined;
  let retry: { readonly at: EpochMs; readonly reason: string } | undefined;
  let attempt = 0;

  const log = (level: 'info' | 'warning', text: string): void => emit({ kind: 'log', level, text });
  const close = (socket: Socket | undefined): void => {
    if (socket !== undefined) emit({ kind: 'close-socket', socket: socket.id });
  };
  const open = (at: EpochMs): Socket => {
    budget.spend(at);
    const id = ++lastId;
    emit({ kind: 'open-socket', socket: id, symbols });
    return { id, startedAt: at, openedAt: undefined, heardAt: at };
  };
  const connect = (at: EpochMs, reason: string): void => {
    const allowedAt = budget.nextAt(at);
    attempt++;
    if (allowedAt > at) {
      retry = {
        at: allowedAt,
        reason: `${reason}; ${attempts.max} attempts in ${attempts.windowMs / 60_000} minutes are used up`,
      };
      return;
    }
    retry = undefined;
    current = open(at);
  };
  const lose = (at: EpochMs, reason: string): void => {
    current = successor;
    successor = undefined;
    onReconnect();
    if (current !== undefined) {
      log('info', `${reason}; the new connection takes over`);
      if (current.openedAt !== undefined) onOpen(at);
      return;
    }
    const wait = backOff(attempt + 1, retryLimits, random.uniform);
    retry = { at: Math.max(at + wait, budget.nextAt(at)), reason };
    log('warning', `${reason}; trying again in ${(wait / 1000).toFixed(1)} s`);
  };
  const promote = (): void => {
    close(current);
    current = successor;
    successor = undefined;
    log('info', 'The new connection has taken over');
  };
  const renew = (at: EpochMs, reason: string): boolean => {
    const isAllowed = successor === undefined && budget.nextAt(at) <= at;
    if (!isAllowed || current?.openedAt === undefined) return false;
    log('info', `${reason}; opening a new connection before this one ends`);
    successor = open(at);
    return true;
  };
  const isOverdue = (socket: Socket, at: EpochMs): boolean =>
    socket.openedAt === undefined && at - socket.startedAt >= times.openWithinMs;
  const isDead = ({ openedAt, heardAt }: Socket, at: EpochMs): boolean =>
    openedAt !== undefined && at - heardAt >= times.deadAfterMs;

  return {
    status(at) {
      if (retry !== undefined) {
        return { kind: 'waiting', until: retry.at, attempt: attempt + 1, reason: retry.reason };
      }
      if (current === undefined) return { kind: 'idle' };
      if (current.openedAt === undefined) return { kind: 'opening', attempt };
      const isSilent = at - current.heardAt >= times.staleAfterMs;
      const silentSince = isSilent ? current.heardAt : undefined;
      return { kind: 'open', since: current.openedAt, silentSince };
    },
    start(at) {
      attempt = 0;
      connect(at, 'connecting');
    },
    stop() {
      close(current);
      close(successor);
      current = successor = retry = undefined;
    },
    restart(at, reason) {
      log('warning', `${reason}; connecting again`);
      close(current);
      close(successor);
      current = successor = undefined;
      onReconnect();
      connect(at, reason);
    },
    renew,
    shift(ms) {
      budget.shift(ms);
      if (retry !== undefined) retry = { ...retry, at: retry.at + ms };
      for (const socket of [current, successor]) {
        if (socket === undefined) continue;
        socket.startedAt += ms;
        socket.heardAt += ms;
        if (socket.openedAt !== undefined) socket.openedAt += ms;
      }
    },
    takeOpen(socket, at) {
      const opened = [current, successor].find((other) => other?.id === socket);
      if (opened === undefined) {
        emit({ kind: 'close-socket', socket });
        return;
      }
      opened.openedAt = opened.heardAt = at;
      if (opened === current) onOpen(at);
    },
    takeClosed(socket, reason, at) {
      if (socket === current?.id) lose(at, reason);
      else if (socket === successor?.id) successor = undefined;
    },
    takeMessage(socket, at) {
      if (socket === successor?.id) {
        promote();
        onOpen(at);
      }
      if (socket !== current?.id) return false;
      current.heardAt = at;
      attempt = 0;
      return true;
    },
    tick(at) {
      if (retry !== undefined && at >= retry.at) connect(at, retry.reason);
      if (successor !== undefined && (isOverdue(successor, at) || isDead(successor, at))) {
        close(successor);
        successor = undefined;
      }
      if (current === undefined) return;
      const { openedAt, heardAt } = current;
      if (isDead(current, at)) {
        close(current);
        lose(at, `No message for ${Math.round((at - heardAt) / 1000)} s`);
      } else if (isOverdue(current, at)) {
        close(current);
        lose(at, `No connection within ${Math.round((at - current.startedAt) / 1000)} s`);
      } else if (openedAt !== undefined && at - openedAt >= times.renewAfterMs) {
        renew(at, 'The exchange ends a connection after 24 hours');
      }
    },
    dueAt: () => retry?.at ?? Infinity,
  };
}
