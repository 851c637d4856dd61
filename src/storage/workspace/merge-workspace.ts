import { writeCanonicalJson } from '../../core/canonical-json';
import { barIntervals } from '../../core/exchange';
import type { DatasetInfo, ModelInfo } from '../../core/library';
import type { NamedWeights } from '../../core/models/model-kind';
import { parseJson } from '../../core/parse-json';
import { fitRole } from '../../core/trading/paper-account';
import { commit, type WriteTransaction } from '../database';
import { hashText } from '../hash';
import { isListed } from '../paper-accounts';
import type { StoredPaperAccount, TabquantDatabase } from '../schema';
import { appendTrials } from '../trials';
import { type StoredSettings, workspaceStores } from './collect-workspace';
import { readRecords, type WorkspaceRecords } from './read-records';
import { openWorkspace } from './workspace-file';

/** What a merge added, and the settings of the file. */
interface MergedWorkspace {
  readonly datasets: number;
  readonly models: number;
  readonly accounts: number;
  readonly studies: number;
  readonly trials: number;
  readonly downloads: number;
  readonly recordings: number;
  readonly settings: StoredSettings;
}

/**
 * Adds what a workspace file holds to what is stored: the same content is kept once, and where a model or an account of the same id differs,
 * both are kept, that of the file with `(2)` after its name. Names, trash and everything else that is here stay as they are, but what the
 * file has and the trash here holds comes back. The whole file is checked before anything is written, and all but the ledger is
 * written in one transaction. Throws `WorkspaceError` for a file that is none or is damaged, and `StorageError`.
 */
export async function mergeWorkspace(
  database: TabquantDatabase,
  file: Blob,
  name: string,
  onProgress: (done: number, total: number) => void,
): Promise<MergedWorkspace> {
  const records = await readRecords(await openWorkspace(file, name, onProgress), name);
  const copies = await nameCopies(records);
  const trialsBefore = await database.count('trials');
  const added = await commit(
    database,
    workspaceStores,
    'open the workspace',
    async (transaction) => {
      const models = await mergeModels(transaction, records, copies);
      return {
        datasets: await mergeDatasets(transaction, records),
        models: models.added,
        accounts: await mergeAccounts(transaction, records, copies, models.renamed),
        studies: await mergeStudies(transaction, records),
        downloads: await mergeDownloads(transaction, records),
        recordings: await mergeRecordings(transaction, records),
        renamed: models.renamed,
      };
    },
  );
  const { renamed, ...counts } = added;
  const trials = records.trials.map(({ number: _, previous: __, hash: ___, ...trial }) => {
    const modelId = trial.modelId === undefined ? undefined : renamed.get(trial.modelId);
    return modelId === undefined ? trial : { ...trial, modelId };
  });
  await appendTrials(database, trials);
  const appended = (await database.count('trials')) - trialsBefore;
  return { ...counts, trials: appended, settings: records.settings };
}

/** Ids for copies of models and accounts, by their ids: the same content gives the same, so that a file that is opened twice adds nothing. */
async function nameCopies(records: WorkspaceRecords): Promise<ReadonlyMap<string, string>> {
  const sums = new Map(records.weights.map(({ modelId, sha256 }) => [modelId, sha256]));
  const contents = [
    ...records.models.map(
      (model) => [model.id, [describeContent(model), sums.get(model.id)]] as const,
    ),
    ...records.paperAccounts.map((account) => [account.id, account] as const),
  ];
  const named = await Promise.all(
    contents.map(async ([id, content]) => {
      const hash = await hashText(writeText(content));
      return [id, `${id}-${hash.slice(0, 8)}`] as const;
    }),
  );
  return new Map(named);
}

/** What a model is, whatever it is called and wherever it lies. */
function describeContent({ name: _, deletedAt: __, ...content }: ModelInfo): object {
  return content;
}

/** Text that equal plain values share; figures that are undefined are NaN. */
function writeText(value: unknown): string {
  return writeCanonicalJson(
    parseJson(JSON.stringify(value, (_, one: unknown) => (Number.isNaN(one) ? 'NaN' : one))),
  );
}

function isSame(one: unknown, other: unknown): boolean {
  return writeText(one) === writeText(other);
}

async function mergeDatasets(
  transaction: WriteTransaction,
  { datasets, bars }: WorkspaceRecords,
): Promise<number> {
  let added = 0;
  const stored = new Map(bars.map((one) => [one.id, one]));
  for (const dataset of datasets) {
    const own = stored.get(dataset.id);
    const here = await transaction.objectStore('datasets').get(dataset.id);
    const merged = here === undefined ? dataset : joinDatasets(here, dataset);
    if (merged !== here) await transaction.objectStore('datasets').put(merged);
    if (here === undefined) added++;
    const hasBars = (await transaction.objectStore('bars').getKey(dataset.id)) !== undefined;
    if (!hasBars && own !== undefined) await transaction.objectStore('bars').put(own);
  }
  return added;
}

/** The record that is here, out of the trash where the file has it, with funding rates that it lacks. */
function joinDatasets(here: DatasetInfo, there: DatasetInfo): DatasetInfo {
  const comesBack = here.deletedAt !== undefined && there.deletedAt === undefined;
  const lacksFunding = here.funding === undefined && there.funding !== undefined;
  if (!comesBack && !lacksFunding) return here;
  const { deletedAt, ...kept } = here;
  return {
    ...kept,
    ...(comesBack || deletedAt === undefined ? {} : { deletedAt }),
    ...(lacksFunding ? { funding: there.funding } : {}),
  };
}

async function mergeModels(
  transaction: WriteTransaction,
  { models, weights, checkpoints }: WorkspaceRecords,
  copies: ReadonlyMap<string, string>,
): Promise<{ readonly added: number; readonly renamed: ReadonlyMap<string, string> }> {
  const renamed = new Map<string, string>();
  const [infos, arrays] = [transaction.objectStore('models'), transaction.objectStore('weights')];
  let added = 0;
  for (const model of models) {
    const own = weights.find(({ modelId }) => modelId === model.id);
    if (own === undefined) continue;
    const here = await infos.get(model.id);
    const known = await arrays.get(model.id);
    if (here === undefined) {
      await infos.put(model);
      await arrays.put(own);
      added++;
    } else if (
      isSame(describeContent(here), describeContent(model)) &&
      known !== undefined &&
      isSameArrays(known.weights, own.weights)
    ) {
      if (here.deletedAt === undefined || model.deletedAt !== undefined) continue;
      const { deletedAt: _, ...kept } = here;
      await infos.put(kept);
    } else {
      const id = copies.get(model.id) ?? model.id;
      renamed.set(model.id, id);
      if ((await infos.getKey(id)) !== undefined) continue;
      await infos.put({ ...model, id, name: `${model.name} (2)` });
      await arrays.put({ ...own, modelId: id });
      added++;
    }
  }
  for (const checkpoint of checkpoints) {
    const store = transaction.objectStore('checkpoints');
    if ((await store.getKey(checkpoint.id)) === undefined) await store.put(checkpoint);
  }
  return { added, renamed };
}

function isSameArrays(one: NamedWeights, other: NamedWeights): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, shape, values }, at) => {
      const { name: otherName, shape: otherShape, values: otherValues } = other[at];
      const isOf = name === otherName && shape.join() === otherShape.join();
      return isOf && values.every((value, place) => Object.is(value, otherValues[place]));
    })
  );
}

async function mergeStudies(
  transaction: WriteTransaction,
  { studies, studyParts }: WorkspaceRecords,
): Promise<number> {
  let added = 0;
  for (const study of studies) {
    const here = await transaction.objectStore('studies').get(study.id);
    // The same request gives the same parts, so the one with more of them has all.
    if (here !== undefined && here.parts.length >= study.parts.length) continue;
    await transaction.objectStore('studies').put(study);
    for (const part of studyParts.filter(({ studyId }) => studyId === study.id)) {
      await transaction.objectStore('studyParts').put(part);
    }
    added++;
  }
  return added;
}

/** Of a download that is here, too, pages are added of times that it has not fetched yet. */
async function mergeDownloads(
  transaction: WriteTransaction,
  { downloads, downloadChunks }: WorkspaceRecords,
): Promise<number> {
  const [infos, pages] = [
    transaction.objectStore('downloads'),
    transaction.objectStore('downloadChunks'),
  ];
  let added = 0;
  for (const download of downloads) {
    const here = await infos.get(download.id);
    const fetched = await pages.index('byDownload').getAll(download.id);
    const lacking = downloadChunks.filter(
      ({ downloadId, from, to }) =>
        downloadId === download.id && fetched.every((page) => to <= page.from || page.to <= from),
    );
    for (const page of lacking) await pages.put(page);
    const { barsDone } = here ?? { barsDone: 0 };
    const lackingMs = lacking.reduce((sum, { from, to }) => sum + to - from, 0);
    const done = barsDone + lackingMs / barIntervals[download.request.interval];
    if (here === undefined || lacking.length > 0) {
      await infos.put({ ...(here ?? download), barsDone: done });
    }
    if (here === undefined) added++;
  }
  return added;
}

async function mergeRecordings(
  transaction: WriteTransaction,
  { recordings }: WorkspaceRecords,
): Promise<number> {
  const store = transaction.objectStore('recordings');
  let added = 0;
  for (const recording of recordings) {
    if ((await store.getKey(recording.id)) === undefined) added++;
    await store.put(recording);
  }
  return added;
}

async function mergeAccounts(
  transaction: WriteTransaction,
  { paperAccounts, paperTrades, paperEquity }: WorkspaceRecords,
  copies: ReadonlyMap<string, string>,
  renamed: ReadonlyMap<string, string>,
): Promise<number> {
  const store = transaction.objectStore('paperAccounts');
  const before = await store.getAll();
  const listed = before.filter(isListed).map(({ state }) => state.account);
  let added = 0;
  for (const account of paperAccounts) {
    const here = before.find(({ id }) => id === account.id);
    if (here !== undefined && isSame(here, account)) continue;
    const id = here === undefined ? account.id : (copies.get(account.id) ?? account.id);
    if (id !== account.id && (await store.getKey(id)) !== undefined) continue;
    const suffix = here === undefined ? '' : ' (2)';
    const rename = <State extends StoredPaperAccount['state']>(state: State): State => {
      const { modelId } = state.account;
      const model = modelId === undefined ? undefined : renamed.get(modelId);
      const own = {
        ...state.account,
        id,
        name: `${state.account.name}${suffix}`,
        ...(model === undefined ? {} : { modelId: model }),
      };
      const others = listed.filter(({ symbol }) => symbol === own.symbol);
      // Accounts of one file have roles that go together.
      return { ...state, account: others.length === 0 ? own : fitRole(own, others) };
    };
    await store.put({
      ...account,
      id,
      state: rename(account.state),
      past: account.past.map(({ run, state }) => ({ run, state: rename(state) })),
    });
    for (const row of paperTrades.filter(({ accountId }) => accountId === account.id)) {
      await transaction.objectStore('paperTrades').put({ ...row, accountId: id });
    }
    for (const row of paperEquity.filter(({ accountId }) => accountId === account.id)) {
      await transaction.objectStore('paperEquity').put({ ...row, accountId: id });
    }
    added++;
  }
  return added;
}
