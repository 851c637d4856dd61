import {
  deleteRefusal,
  loadRefusal,
  saveRefusal,
  type KeptRefusal,
} from '../../src/storage/rest-refusals';
import type { TabquantDatabase } from '../../src/storage/schema';

/**
 * What is known of refusals beyond the life of a tab, and in other tabs. Nothing rejects: without a disk each
 * tab knows of those alone that it met itself, and its requests go on.
 */
export interface RefusalMemory {
  load(): Promise<KeptRefusal | undefined>;
  save(refusal: KeptRefusal): Promise<void>;
  clear(): Promise<void>;
}

/** Returns the memory of a database. */
export function createRefusalMemory(database: TabquantDatabase): RefusalMemory {
  return {
    load: () => loadRefusal(database).catch(() => undefined),
    save: (refusal) => saveRefusal(database, refusal).catch(() => undefined),
    clear: () => deleteRefusal(database).catch(() => undefined),
  };
}
