/**
 * Does something at most every `minMs` milliseconds, however often it is asked for: at once after a rest, else when that time is
 * over. What is urgent is done at once.
 */
export class Pace {
  #act: () => void;
  #minMs: number;
  /** When it was done last, in the clock of `performance.now()`. */
  #doneAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(act: () => void, minMs: number) {
    this.#act = act;
    this.#minMs = minMs;
  }

  ask(isUrgent = false): void {
    const waitMs = isUrgent ? 0 : this.#doneAt + this.#minMs - performance.now();
    if (waitMs <= 0) this.#do();
    else this.#timer ??= setTimeout(() => this.#do(), waitMs);
  }

  /** Forgets what has been asked for and is not done yet. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #do(): void {
    this.cancel();
    this.#doneAt = performance.now();
    this.#act();
  }
}
