import type { DataClient } from '../../src/client/data-client';
import type { DatasetInfo, ModelInfo, TrashItem } from '../../src/core/library';
import type { DownloadInfo } from '../../src/core/download';
import { LibraryState } from '../../src/state/library.svelte';
import { NoticeState } from '../../src/state/notices.svelte';
import { StorageState } from '../../src/state/storage.svelte';
import { makeBars } from '../core/bars/make-bars';

/** A library whose datasets and downloads are kept in memory, and the client that keeps them. */
export function makeLibrary(
  datasets: readonly DatasetInfo[] = [],
  downloads: readonly DownloadInfo[] = [],
  storedModels: readonly ModelInfo[] = [],
) {
  const kept = new Map(datasets.map((dataset) => [dataset.id, dataset]));
  const models = new Map(storedModels.map((model) => [model.id, model]));
  const deleted = new Map<string, DatasetInfo | ModelInfo>();
  const trash = new Map<string, TrashItem>();
  const stopped = new Map(downloads.map((download) => [download.id, download]));
  const client = {
    list: () =>
      Promise.resolve({
        datasets: [...kept.values()],
        damaged: [],
        models: [...models.values()],
        trash: [...trash.values()].reverse(),
        checkpoints: [],
        studies: [],
        downloads: [...stopped.values()],
      }),
    loadBars: () => Promise.resolve(makeBars(2)),
    emptyTrash() {
      const bytes = 1000 * trash.size;
      trash.clear();
      deleted.clear();
      return Promise.resolve(bytes);
    },
    measureStorage: () => Promise.resolve({ usedBytes: 1, quotaBytes: 10, isPersistent: false }),
    renameDataset: (id: string, name: string) => change(id, { name }),
    deleteDataset: (id: string) => moveToTrash('dataset', kept, id),
    deleteModel: (id: string) => moveToTrash('model', models, id),
    restoreDataset: (id: string) => restore(kept, id),
    restoreModel: (id: string) => restore(models, id),
    discardDownload: (id: string) => Promise.resolve(void stopped.delete(id)),
  };
  async function moveToTrash<Info extends DatasetInfo | ModelInfo>(
    kind: TrashItem['kind'],
    from: Map<string, Info>,
    id: string,
  ): Promise<void> {
    const info = from.get(id);
    if (info === undefined) throw new Error(`There is no ${kind} ${id}.`);
    from.delete(id);
    deleted.set(id, info);
    trash.set(id, { kind, id, name: info.name, bytes: 1000, deletedAt: trash.size });
  }
  async function restore<Info>(to: Map<string, Info>, id: string): Promise<void> {
    const info = deleted.get(id);
    if (info === undefined) throw new Error(`${id} is gone for good.`);
    to.set(id, info as Info);
    deleted.delete(id);
    trash.delete(id);
  }
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
