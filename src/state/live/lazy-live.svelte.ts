import { loadOnce } from '../../core/load-once';
import type { LiveMode, LiveModeParts } from './live-mode';

/** Live mode, which is loaded when its view is opened, or with the page if it was connected before. */
export class LazyLive {
  readonly #parts: LiveModeParts;
  #mode = $state.raw<LiveMode | undefined>();

  constructor(parts: LiveModeParts) {
    this.#parts = parts;
  }

  /** Undefined until it has been opened. */
  get mode(): LiveMode | undefined {
    return this.#mode;
  }

  readonly open = loadOnce(() => this.#load());

  /** Opens live mode if the page was connected when it was left. */
  async resume(): Promise<void> {
    // A quick check of the stored text, so that people who never connect do not load live mode.
    if (localStorage.getItem('tabquant.live')?.includes('"isWanted":true')) await this.open();
  }

  async #load(): Promise<LiveMode> {
    const [{ createLiveMode }] = await Promise.all([
      import('./live-mode'),
      this.#parts.openTraining(),
    ]);
    const mode = createLiveMode(this.#parts);
    this.#mode = mode;
    void mode.live.start();
    return mode;
  }
}
