/** How columns are kept: in IndexedDB as arrays, one buffer or one blob, or in a file beside it. */
export const storageWays = ['idb_arrays', 'idb_buffer', 'idb_blob', 'opfs'] as const;

export type StorageWay = (typeof storageWays)[number];

/** Milliseconds of one write and one read of the same columns. */
export interface StorageTimes {
  readonly writeMs: number;
  readonly readMs: number;
}

export type StorageBenchResult = Readonly<Record<StorageWay, StorageTimes>>;
