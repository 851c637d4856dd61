import type { EpochMs } from '../../core/bars/bars';

/** Finds symbols without messages while others on the same connection have some. */
interface SilenceWatch {
  /** A connection has just been opened. */
  listen(at: EpochMs): void;
  hear(symbol: string, at: EpochMs): void;
  /** REST returned trades since the last `hear` or `listen`, which the stream should have sent. */
  noteUnheardTrades(symbol: string): void;
  /** Returns when the symbol's last message came, or when its connection opened; undefined without a connection. */
  quietSince(symbol: string): EpochMs | undefined;
  /** Returns the first symbol for which a new connection should be opened at `at`, if there is one. */
  findDue(at: EpochMs): string | undefined;
  /** A new connection is being opened for the symbols that are due; `listen` follows once it is open. */
  noteRenewal(at: EpochMs): void;
  /** Our clock was adjusted: earlier times are no longer valid. */
  forget(): void;
}

/** Time after which a new connection that did not open is tried again. */
export const renewalRetryMs = 60_000;
/** Waits double: for minute bars, the last attempt is about two hours after the first. */
const maxRenewals = 6;
const maxSilenceMs = 600_000;

interface Watched {
  quietSince: EpochMs | undefined;
  /** The latest of its last message and the opening of the current connection. */
  waitsSince: EpochMs;
  hasUnheardTrades: boolean;
  /** Connections that were opened for it since its last message. */
  renewals: number;
}

/** Returns how long a traded symbol may have no message, in ms: two intervals, but one to ten minutes. */
export function chooseSilenceMs(intervalMs: number): number {
  return Math.min(maxSilenceMs, Math.max(60_000, 2 * intervalMs));
}

/**
 * Returns a watch over `symbols`. A symbol that nobody trades (REST has no trades either) is never due. One that
 * stays silent on new connections is due after growing waits, then no more until it has a message.
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
        // A new connection does not end the silence for which it was opened; only a message does.
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
