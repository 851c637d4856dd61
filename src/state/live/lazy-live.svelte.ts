import type { LiveMode, LiveModeParts } from './live-mode';

/** Live mode, which comes when its view is opened, or with the page where it was connected before. */
export class LazyLive {
  readonly #parts: LiveModeParts;
  #opening: Promise<LiveMode> | undefined;
  #mode = $state.raw<LiveMode | undefined>();

  constructor(parts: LiveModeParts) {
    this.#parts = parts;
  }

  /** Undefined until it has been opened. */
  get mode(): LiveMode | undefined {
    return this.#mode;
  }

  open(): Promise<LiveMode> {
    this.#opening ??= this.#load();
    // So that the next try asks again.
    this.#opening.catch(() => (this.#opening = undefined));
    return this.#opening;
  }

  /** Goes on where the page was connected when it was left. */
  async resume(): Promise<void> {
    // A glance, so that whoever never connects does not load live mode.
    if (localStorage.getItem('tabquant.live')?.includes('"isWanted":true')) await this.open();
  }

  async #load(): Promise<LiveMode> {
    const { createLiveMode } = await import('./live-mode');
    const mode = createLiveMode(this.#parts);
    this.#mode = mode;
    void mode.live.start();
    return mode;
  }
}
