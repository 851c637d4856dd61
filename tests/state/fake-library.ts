import type { DataClient } from '../../src/client/data-client';
import type { DatasetInfo } from '../../src/core/library';
import type { DownloadInfo } from '../../src/core/download';
import { LibraryState } from '../../src/state/library.svelte';
import { NoticeState } from '../../src/state/notices.svelte';
import { StorageState } from '../../src/state/storage.svelte';
import { makeBars } from '../core/bars/make-bars';

/** A library whose datasets and downloads are kept in memory, and the client that keeps them. */
export function makeLibrary(
  datasets: readonly DatasetInfo[] = [],
  downloads: readonly DownloadInfo[] = [],
) {
  const kept = new Map(datasets.map((dataset) => [dataset.id, dataset]));
  const deleted = new Map<string, DatasetInfo>();
  const stopped = new Map(downloads.map((download) => [download.id, download]));
  const client = {
    list: () =>
      Promise.resolve({
        datasets: [...kept.values()],
        models: [],
        checkpoints: [],
        downloads: [...stopped.values()],
      }),
    loadBars: () => Promise.resolve(makeBars(2)),
    purgeDeleted: () => Promise.resolve(deleted.clear()),
    measureStorage: () => Promise.resolve({ usedBytes: 1, quotaBytes: 10, isPersistent: false }),
    renameDataset: (id: string, name: string) => change(id, { name }),
    deleteDataset(id: string) {
      const dataset = find(id);
      deleted.set(id, dataset);
      kept.delete(id);
      return Promise.resolve();
    },
    restoreDataset(id: string) {
      const dataset = deleted.get(id);
      if (dataset === undefined) return Promise.reject(new Error(`${id} is gone for good.`));
      kept.set(id, dataset);
      return Promise.resolve();
    },
    discardDownload: (id: string) => Promise.resolve(void stopped.delete(id)),
  };
  function find(id: string): DatasetInfo {
    const dataset = kept.get(id);
    if (dataset === undefined) throw new Error(`There is no dataset ${id}.`);
    return dataset;
  }
  function change(id: string, fields: Partial<DatasetInfo>): Promise<void> {
    kept.set(id, { ...find(id), ...fields });
    return Promise.resolve();
  }
  const notices = new NoticeState();
  const whole = client as unknown as DataClient;
  const storage = new StorageState(whole, () => Promise.resolve('granted' as const), notices);
  const library = new LibraryState(whole, storage, notices);
  return {
    library,
    notices,
    /** What the data worker stores. */
    store: (dataset: DatasetInfo) => void kept.set(dataset.id, dataset),
    stop: (download: DownloadInfo) => void stopped.set(download.id, download),
  };
}
