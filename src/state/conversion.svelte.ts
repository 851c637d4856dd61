import type { DataClient } from '../client/data-client';
import type { DatasetInfo, ExportRequest } from '../core/library';
import { describeAdded } from './message';
import { Job } from './job.svelte';
import type { LibraryState } from './library.svelte';
import type { NoticeState } from './notices.svelte';

/** Makes another dataset of a coarser interval, or a file, from a stored dataset. */
export class ConversionState {
  readonly #client: Pick<DataClient, 'resample' | 'exportDataset'>;
  readonly #library: LibraryState;
  readonly #notices: NoticeState;
  readonly job = new Job();

  constructor(
    client: Pick<DataClient, 'resample' | 'exportDataset'>,
    library: LibraryState,
    notices: NoticeState,
  ) {
    this.#client = client;
    this.#library = library;
    this.#notices = notices;
  }

  /** Stores the dataset at a coarser interval too, and uses it; false where cancelled or failed. */
  async resample({ id }: DatasetInfo, intervalMs: number): Promise<boolean> {
    const made = await this.job.run((signal) => this.#client.resample(id, intervalMs, signal));
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
