import { createSubscriber } from 'svelte/reactivity';

/** The current time, which updates while something shows it and costs nothing otherwise. */
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
