import { loadPaperRun } from '../../src/storage/paper-journal';
import type { TabquantDatabase } from '../../src/storage/schema';

/** Returns the equity of an account's present run at each bar that it traded, as it is on disk. */
export async function loadPaperEquity(database: TabquantDatabase, accountId: string) {
  const { time, equity } = await loadPaperRun(database, accountId);
  return { time, equity };
}
