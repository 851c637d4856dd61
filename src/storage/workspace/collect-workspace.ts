import { read } from '../database';
import type { TabquantDatabase } from '../schema';
import { withStorageErrors } from '../storage-error';
import { writeWorkspace } from './workspace-file';

/** Settings of the page, by their names in local storage. */
export type StoredSettings = Readonly<Record<string, string>>;

/** Stores of which each record is a part of its own, since it is large; probabilities are left out, since they can be computed again. */
const largeStores = [
  'bars',
  'weights',
  'checkpoints',
  'studyParts',
  'downloadChunks',
  'recordings',
] as const;

/** Stores of many small records. */
const smallStores = [
  'datasets',
  'models',
  'studies',
  'trials',
  'paperAccounts',
  'paperTrades',
  'paperEquity',
  'downloads',
] as const;

/** Small records of one part. */
const recordsOfPart = 20_000;

/** The stores that a workspace has. */
export const workspaceStores = [...smallStores, ...largeStores] as const;

/**
 * Returns all that a person made as one file: datasets, models, ledger, studies, unfinished trainings and downloads, paper accounts with their
 * journals, recordings that have ended, and the settings of the page. What is stored and how it was made decide each byte of it: neither the time nor the browser does. All of it
 * is of one moment, and bars stay in the database until the file is written. Throws `StorageError`.
 */
export async function collectWorkspace(
  database: TabquantDatabase,
  settings: StoredSettings,
  onProgress: (done: number, total: number) => void,
): Promise<Blob> {
  return withStorageErrors('save the workspace', async () => {
    const stored = await read(database, workspaceStores, (transaction) =>
      Promise.all(
        workspaceStores.map(async (name) => ({
          name,
          records: (await transaction.objectStore(name).getAll()) as readonly unknown[],
        })),
      ),
    );
    const values = stored.flatMap(({ name, records }) => {
      const size = (largeStores as readonly string[]).includes(name) ? 1 : recordsOfPart;
      const starts = Array.from(
        { length: Math.ceil(records.length / size) },
        (_, part) => part * size,
      );
      return starts.map((start) => ({ name, value: records.slice(start, start + size) }));
    });
    return writeWorkspace([{ name: 'settings', value: settings }, ...values], onProgress);
  });
}
