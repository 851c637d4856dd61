import type { DataClient } from '../client/data-client';
import type { DatasetInfo, ExportRequest } from '../core/library';
import { describeAdded } from './message';
import { Job } from './job.svelte';
import type { LibraryState } from './library.svelte';
import type { NoticeState } from './notices.svelte';

/** Makes another dataset, of a coarser interval or with columns of other markets, or a file, from a stored dataset. */
export class ConversionState {
  readonly #client: Pick<DataClient, 'resample' | 'joinMarkets' | 'exportDataset'>;
  readonly #library: LibraryState;
  readonly #notices: NoticeState;
  readonly job = new Job();

  constructor(
    client: Pick<DataClient, 'resample' | 'joinMarkets' | 'exportDataset'>,
    library: LibraryState,
    notices: NoticeState,
  ) {
    this.#client = client;
    this.#library = library;
    this.#notices = notices;
  }

  /** Stores the dataset at a coarser interval too, and uses it; false where cancelled or failed. */
  async resample({ id }: DatasetInfo, intervalMs: number): Promise<boolean> {
    return this.#make((signal) => this.#client.resample(id, intervalMs, signal));
  }

  /**
   * Returns the datasets whose columns can be joined to the bars of this one, which have its interval, and the share
   * of its time that each spans.
   */
  listMarkets(dataset: DatasetInfo): readonly { market: DatasetInfo; share: number }[] {
    const { id, intervalMs, from, to } = dataset;
    return this.#library.datasets
      .filter((market) => market.id !== id && market.intervalMs === intervalMs)
      .map((market) => {
        const shared = Math.min(to, market.to) - Math.max(from, market.from) + intervalMs;
        return { market, share: shared / (to - from + intervalMs) };
      })
      .filter(({ share }) => share > 0);
  }

  /** Stores the dataset with columns of others too, and uses it; false where cancelled or failed. */
  async joinMarkets({ id }: DatasetInfo, otherIds: readonly string[]): Promise<boolean> {
    return this.#make((signal) => this.#client.joinMarkets(id, otherIds, signal));
  }

  async #make(make: (signal: AbortSignal) => Promise<DatasetInfo>): Promise<boolean> {
    const made = await this.job.run(make);
    if (made === undefined) return false;
    const text = describeAdded([made], this.#library.datasets);
    await this.#library.adoptDatasets([made]);
    this.#notices.show(text);
    return true;
  }

  /** Makes a file and passes it to `save`; false where cancelled or failed. */
  async exportDataset(
    request: ExportRequest,
    save: (file: Blob, name: string) => void,
  ): Promise<boolean> {
    const made = await this.job.run((signal) => this.#client.exportDataset(request, signal));
    if (made === undefined) return false;
    save(made.file, made.name);
    this.#notices.show(`Saved ${made.name} to your downloads.`);
    return true;
  }
}
