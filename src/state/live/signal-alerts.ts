import type { Attention } from '../../client/attention';
import type { WatchRow } from '../../../workers/api/live';
import type { NoticeState } from '../notices.svelte';
import type { LiveChoices } from './live-choices';

/** Tells of new signals by notification and sound, as far as these are chosen. */
export class SignalAlerts {
  readonly #attention: Attention;
  readonly #notices: NoticeState;
  readonly #watch = new SignalWatch();

  constructor(attention: Attention, notices: NoticeState) {
    this.#attention = attention;
    this.#notices = notices;
  }

  /** Takes the rows of the watch list; those whose signal is new are told of. */
  take(
    rows: readonly WatchRow[],
    { hasSound, hasNotifications }: Pick<LiveChoices, 'hasSound' | 'hasNotifications'>,
  ): void {
    for (const { symbol, signal, price } of this.#watch.take(rows)) {
      if (hasNotifications) this.#attention.notify(`${signal} ${symbol} at ${price}`, symbol);
      if (hasSound) this.#attention.beep();
    }
  }

  /** The next rows are the first, and no news. */
  reset(): void {
    this.#watch.reset();
  }

  /** Asks the browser for notifications; tells whether it allows them, and says so where it does not. */
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
