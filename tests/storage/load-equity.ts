import { loadPaperRun } from '../../src/storage/paper-journal';
import type { TabquantDatabase } from '../../src/storage/schema';

/** Returns each bar that an account traded in its present run, as it is on disk. */
export async function loadPaperEquity(database: TabquantDatabase, accountId: string) {
  const { state: _, ...bars } = await loadPaperRun(database, accountId);
  return bars;
}
