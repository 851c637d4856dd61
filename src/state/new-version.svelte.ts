import type { NewerVersion } from '../client/installed-version';
import type { Notice } from './notices.svelte';

/** Tells that a newer version of the page is there; the person decides when the page changes. */
export class NewVersion {
  readonly #findBusy: () => string | undefined;
  #newer = $state.raw<NewerVersion | undefined>();

  /**
   * What to say about it, or undefined while there is none. Nothing that runs is interrupted: while something does, there is no
   * button.
   */
  readonly notice: Notice | undefined = $derived.by(() => {
    const newer = this.#newer;
    if (newer === undefined) return undefined;
    const busy = this.#findBusy();
    const text = 'A new version of this page is ready.';
    if (busy !== undefined) {
      return { text: `${text} You can reload when ${busy}.`, actions: [], isLasting: true };
    }
    return { text, actions: [{ label: 'Reload', run: newer.reload }], isLasting: true };
  });

  /** `findBusy` says what must end before the page may reload ("the training has ended"); undefined if nothing must. */
  constructor(findBusy: () => string | undefined) {
    this.#findBusy = findBusy;
  }

  /** Stores the page for use without a network, and follows its versions; where there is none now, as soon as there is one. */
  async follow(): Promise<void> {
    if (navigator.onLine && (await this.#install())) return;
    addEventListener('online', () => void this.follow(), { once: true });
  }

  /** Returns whether the browser stores the page. */
  async #install(): Promise<boolean> {
    try {
      const { keepPageInstalled } = await import('../client/installed-version');
      await keepPageInstalled((newer) => (this.#newer = newer));
      return true;
    } catch {
      return false;
    }
  }
}
