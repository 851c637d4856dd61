import type { WatchRow } from '../../../workers/api/live';

/**
 * Notices symbols whose signal has turned to LONG or SHORT. What the first rows say is no news, nor what
 * a stale row says.
 */
export class SignalWatch {
  readonly #last = new Map<string, WatchRow['signal']>();

  /** Returns the rows whose signal is new. */
  take(rows: readonly WatchRow[]): readonly WatchRow[] {
    const fresh = rows.filter(({ isStale, signalTime }) => !isStale && signalTime !== undefined);
    const turned = fresh.filter(({ symbol, signal }) => {
      const before = this.#last.get(symbol);
      return before !== undefined && before !== signal && signal !== 'NEUTRAL';
    });
    for (const { symbol, signal } of fresh) this.#last.set(symbol, signal);
    return turned;
  }

  /** Forgets all: the next rows are the first. */
  reset(): void {
    this.#last.clear();
  }
}
