import { createSubscriber } from 'svelte/reactivity';

/** The time of day, which moves on for whoever shows it; nobody looking, it costs nothing. */
export class Clock {
  readonly #subscribe: () => void;

  constructor(everyMs = 1000) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, everyMs);
      return () => clearInterval(timer);
    });
  }

  /** Milliseconds since the epoch. */
  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}
