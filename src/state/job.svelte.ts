import { messageOf } from './message';

let running = $state(0);

/** Whether any slow task of this page is running. */
export function isAnyJobRunning(): boolean {
  return running > 0;
}

/** A slow task that can be cancelled; one at a time. */
export class Job {
  #abort = $state.raw<AbortController | undefined>();
  #failure = $state<string | undefined>();

  get isRunning(): boolean {
    return this.#abort !== undefined;
  }

  /** Why the last task failed, until that is dismissed or another one starts. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /**
   * Returns what `work` resolves to; undefined where it was cancelled, where it failed (then `failure` says why),
   * and where another task is running, which continues.
   */
  async run<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result | undefined> {
    if (this.isRunning) return undefined;
    const abort = new AbortController();
    this.#abort = abort;
    this.#failure = undefined;
    running++;
    try {
      return await work(abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) this.#failure = messageOf(error);
      return undefined;
    } finally {
      running--;
      this.#abort = undefined;
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  dismiss(): void {
    this.#failure = undefined;
  }
}
