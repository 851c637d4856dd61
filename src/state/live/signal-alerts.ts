import type { Attention } from '../../client/attention';
import type { WatchRow } from '../../../workers/api/live';
import type { NoticeState } from '../notices.svelte';
import type { LiveChoices } from './live-choices';

/** Announces new signals by notification and sound, if these are on. */
export class SignalAlerts {
  readonly #attention: Attention;
  readonly #notices: NoticeState;
  readonly #watch = new SignalWatch();

  constructor(attention: Attention, notices: NoticeState) {
    this.#attention = attention;
    this.#notices = notices;
  }

  /** Takes the rows of the watch list and announces new signals. */
  take(
    rows: readonly WatchRow[],
    { hasSound, hasNotifications }: Pick<LiveChoices, 'hasSound' | 'hasNotifications'>,
  ): void {
    for (const { symbol, signal, price } of this.#watch.take(rows)) {
      if (hasNotifications) this.#attention.notify(`${signal} ${symbol} at ${price}`, symbol);
      if (hasSound) this.#attention.beep();
    }
  }

  /** Treats the next rows as the first, which are not announced. */
  reset(): void {
    this.#watch.reset();
  }

  /** Asks the browser to allow notifications; returns whether it does, and shows a notice if not. */
  async requestNotifications(): Promise<boolean> {
    const isAllowed = await this.#attention.requestNotifications();
    if (!isAllowed) {
      this.#notices.show(
        'The browser does not allow notifications for this page; its settings can change that.',
      );
    }
    return isAllowed;
  }
}

/**
 * Finds symbols whose signal has changed to LONG or SHORT. The first rows and stale rows do not count as changes.
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

  /** Forgets all signals: the next rows are the first. */
  reset(): void {
    this.#last.clear();
  }
}
