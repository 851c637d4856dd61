import type { EpochMs } from '../../core/bars/bars';

/** Tells which symbols say nothing while others on the same connection speak. */
interface SilenceWatch {
  /** A connection has just been opened. */
  listen(at: EpochMs): void;
  hear(symbol: string, at: EpochMs): void;
  /** REST told of trades since `hear` or `listen`, which the stream should have told of. */
  noteUnheardTrades(symbol: string): void;
  /** When the stream last spoke of a symbol, or began to be listened to; undefined while it is not. */
  quietSince(symbol: string): EpochMs | undefined;
  /** The first symbol for which a new connection should be opened at `at`, if there is one. */
  findDue(at: EpochMs): string | undefined;
  /** A new connection is being opened for the symbols that are due; `listen` tells that it stands. */
  noteRenewal(at: EpochMs): void;
  /** Our clock was set: earlier times are no longer valid. */
  forget(): void;
}

/** A new connection that never stood is tried again so much later. */
export const renewalRetryMs = 60_000;
/** Waits double: of minute bars, the last attempt is about two hours after the first. */
const maxRenewals = 6;
const maxSilenceMs = 600_000;

interface Watched {
  quietSince: EpochMs | undefined;
  /** The last of: a message, the first listening, a connection that was renewed for it. */
  waitsSince: EpochMs;
  hasUnheardTrades: boolean;
  /** Connections that were opened for it since it last spoke. */
  renewals: number;
}

/** Returns how long a symbol may be silent though it is traded: two intervals, from one to ten minutes. */
export function chooseSilenceMs(intervalMs: number): number {
  return Math.min(maxSilenceMs, Math.max(60_000, 2 * intervalMs));
}

/**
 * Returns a watch over `symbols`. One that nobody trades (REST tells of no trades either) is never due, and
 * one that stays silent on new connections is due ever more rarely, then not at all until it speaks.
 */
export function createSilenceWatch(symbols: readonly string[], intervalMs: number): SilenceWatch {
  const silenceMs = chooseSilenceMs(intervalMs);
  const watched = new Map(
    symbols.map((symbol): [string, Watched] => [
      symbol,
      { quietSince: undefined, waitsSince: -Infinity, hasUnheardTrades: false, renewals: 0 },
    ]),
  );
  let renewedAt: EpochMs | undefined;

  const isDue = ({ quietSince, waitsSince, hasUnheardTrades, renewals }: Watched, at: EpochMs) =>
    quietSince !== undefined &&
    hasUnheardTrades &&
    renewals < maxRenewals &&
    at - waitsSince >= silenceMs * 2 ** renewals;

  return {
    listen(at) {
      for (const one of watched.values()) {
        const isRenewed = renewedAt !== undefined && isDue(one, renewedAt);
        if (isRenewed) one.renewals++;
        // A new connection alone does not end a silence that one was opened for.
        if (one.renewals === 0) one.quietSince = at;
        one.quietSince ??= at;
        one.waitsSince = at;
        one.hasUnheardTrades = false;
      }
      renewedAt = undefined;
    },
    hear(symbol, at) {
      const one = watched.get(symbol);
      if (one === undefined) return;
      one.quietSince = one.waitsSince = at;
      one.hasUnheardTrades = false;
      one.renewals = 0;
    },
    noteUnheardTrades(symbol) {
      const one = watched.get(symbol);
      if (one !== undefined) one.hasUnheardTrades = true;
    },
    quietSince: (symbol) => watched.get(symbol)?.quietSince,
    findDue(at) {
      if (renewedAt !== undefined && at - renewedAt < renewalRetryMs) return undefined;
      return symbols.find((symbol) => {
        const one = watched.get(symbol);
        return one !== undefined && isDue(one, at);
      });
    },
    noteRenewal: (at) => void (renewedAt = at),
    forget() {
      renewedAt = undefined;
      for (const one of watched.values()) {
        one.quietSince = undefined;
        one.hasUnheardTrades = false;
      }
    },
  };
}
