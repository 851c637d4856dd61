import type { AppState } from '../app-state.svelte';
import type { LiveDesk } from './live-mode';

/** Live mode, which comes when its view is opened, or with the page where it was connected before. */
export class LazyLive {
  readonly #app: AppState;
  #opening: Promise<LiveDesk> | undefined;
  #desk = $state.raw<LiveDesk | undefined>();

  constructor(app: AppState) {
    this.#app = app;
  }

  /** Undefined until it has been opened. */
  get desk(): LiveDesk | undefined {
    return this.#desk;
  }

  open(): Promise<LiveDesk> {
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

  async #load(): Promise<LiveDesk> {
    const { createLiveDesk } = await import('./live-mode');
    const desk = createLiveDesk(this.#app);
    this.#desk = desk;
    void desk.live.start();
    return desk;
  }
}
