import { compareAccounts } from '../../src/core/live/account-comparison';
import { loadPaperAccount } from '../../src/storage/paper-accounts';
import { loadPaperEquity, loadPaperTrades } from '../../src/storage/paper-journal';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { ChallengeReport } from '../api/live';
import type { UpkeepDesk } from './upkeep-desk';

/**
 * Returns what two accounts of one symbol did over the bars that both traded, and, by `compareModels` of
 * the session that runs, how their models did on these; rejects with `StorageError`.
 */
export async function compareStoredAccounts(
  database: TabquantDatabase,
  { championId, challengerId }: { readonly championId: string; readonly challengerId: string },
  compareModels?: UpkeepDesk['compare'],
): Promise<ChallengeReport> {
  const [champion, challenger] = await Promise.all([
    loadRecord(database, championId),
    loadRecord(database, challengerId),
  ]);
  const accounts = compareAccounts(champion, challenger);
  const { from } = accounts;
  const { symbol, modelId: championModelId } = champion.account;
  const challengerModelId = challenger.account.modelId;
  const isOtherModel = championModelId !== challengerModelId;
  const models =
    from !== undefined && isOtherModel
      ? compareModels?.({ symbol, championModelId, challengerModelId, from })
      : undefined;
  return { accounts, models };
}

async function loadRecord(database: TabquantDatabase, id: string) {
  const [{ account }, trades, curve] = await Promise.all([
    loadPaperAccount(database, id),
    loadPaperTrades(database, id),
    loadPaperEquity(database, id),
  ]);
  return { account, trades, ...curve };
}
