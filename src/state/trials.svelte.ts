import type { DataClient } from '../client/data-client';
import type { TriedBars } from '../core/verdict/ledger';
import type { TrialReview } from '../core/verdict/trial-statistics';
import { messageOf } from './message';

/** The ledger of tries, as far as it is about some bars. */
export class TrialsState {
  readonly #client: Pick<DataClient, 'reviewTrials' | 'exportTrials'>;
  #bars: TriedBars | undefined;

  #review = $state.raw<TrialReview | undefined>();
  #problem = $state<string | undefined>();

  constructor(client: Pick<DataClient, 'reviewTrials' | 'exportTrials'>) {
    this.#client = client;
  }

  /** Undefined until it was read. */
  get review(): TrialReview | undefined {
    return this.#review;
  }

  /** Why the ledger could not be read or exported. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Reads the tries on `bars`, and follows them until it is closed. */
  open(bars: TriedBars): Promise<void> {
    // Of another period the old ones stay until the new ones are read.
    if (bars.datasetId !== this.#bars?.datasetId) this.#review = undefined;
    this.#bars = bars;
    return this.refresh();
  }

  close(): void {
    this.#bars = undefined;
    this.#review = undefined;
  }

  /** Reads the tries again, where they are shown. */
  async refresh(): Promise<void> {
    const bars = this.#bars;
    if (bars === undefined) return;
    const review = await this.#guard(() => this.#client.reviewTrials(bars));
    if (bars === this.#bars) this.#review = review;
  }

  /** Returns the whole ledger as a file; undefined where it cannot be read. */
  export(): Promise<{ readonly name: string; readonly file: Blob } | undefined> {
    return this.#guard(() => this.#client.exportTrials());
  }

  async #guard<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      const result = await work();
      this.#problem = undefined;
      return result;
    } catch (error) {
      this.#problem = messageOf(error);
      return undefined;
    }
  }
}
