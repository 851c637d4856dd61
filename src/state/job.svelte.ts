import { messageOf } from './message';

/** Work that takes a while and can be cancelled, one piece at a time. */
export class Job {
  #abort = $state.raw<AbortController | undefined>();
  #failure = $state<string | undefined>();

  get isRunning(): boolean {
    return this.#abort !== undefined;
  }

  /** Why the last piece of work failed, until it is dismissed or another one starts. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /**
   * Returns what `work` resolves to; undefined where it was cancelled or failed, which is then the
   * `failure`, and where another piece of work is under way, which is left alone.
   */
  async run<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result | undefined> {
    if (this.isRunning) return undefined;
    const abort = new AbortController();
    this.#abort = abort;
    this.#failure = undefined;
    try {
      return await work(abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) this.#failure = messageOf(error);
      return undefined;
    } finally {
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
