/** Space that the browser grants this page, in bytes; undefined where it does not say. */
export interface MeasuredStorage {
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
  /** Whether the browser has promised not to evict it. */
  readonly isPersistent: boolean;
}

/**
 * How much is kept and how much may be. Browsers blur both figures a little, and free space some time
 * after a deletion. A promise to keep it can only be asked for by the page: `navigator.storage.persist`
 * does not exist in workers (`src/client/storage-persistence.ts`).
 */
export async function measureStorage(): Promise<MeasuredStorage> {
  // Absent outside secure contexts, whatever the type says.
  const storage = navigator.storage as StorageManager | undefined;
  if (storage?.estimate === undefined) {
    return { usedBytes: undefined, quotaBytes: undefined, isPersistent: false };
  }
  const [{ usage, quota }, isPersistent] = await Promise.all([
    storage.estimate(),
    storage.persisted(),
  ]);
  return { usedBytes: usage, quotaBytes: quota, isPersistent };
}
