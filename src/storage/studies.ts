import * as v from 'valibot';
import { formatUtcMinute } from '../core/format';
import type { Calibration } from '../core/models/calibration';
import type { NamedWeights } from '../core/models/model-kind';
import { finite } from '../core/schema';
import { type StudyInfo, studyInfoSchema, type StudyPart, type StudyResult } from '../core/study';
import { commit, read, type WriteTransaction } from './database';
import type { TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';
import { checkRecord, type ListedRecords, listRecords, type RecordType } from './stored-records';

const stores = ['studies', 'studyParts'] as const;

const studyType: RecordType<StudyInfo> = {
  kind: 'study',
  schema: studyInfoSchema,
  nameOf: (record) =>
    v.is(dated, record) ? `The study of ${formatUtcMinute(record.savedAt)} UTC` : 'A study',
  advice: 'Remove it in the Data view and run it again.',
};

const dated = v.object({ savedAt: finite });

/** What a training of a study leaves besides its record. */
export interface StudyOutput {
  /** Probabilities of its test bars, block after block. */
  readonly probability: Float32Array;
  /** The network of a fold of a walk-forward: the next one may begin with it, and it can be asked later. */
  readonly weights?: NamedWeights;
  /** What corrected its probabilities. */
  readonly calibration?: Calibration;
}

/** Stores a study without parts in place of an earlier one of the same request; throws `StorageError`. */
export async function beginStudy(database: TabquantDatabase, study: StudyInfo): Promise<void> {
  const needed = [...stores, 'datasets'] as const;
  await commit(database, needed, 'begin the study', async (transaction) => {
    // The dataset may have been deleted meanwhile, which its studies went with.
    if ((await transaction.objectStore('datasets').getKey(study.datasetId)) === undefined) {
      throw missingStudy();
    }
    await deleteWithin(transaction, study.id);
    await transaction.objectStore('studies').put(study);
  });
}

/**
 * Stores the next finished training of a study, with the last of them its `result`, and returns the study; all or
 * nothing. Throws `StorageError`, `missing` where the study was deleted.
 */
export async function saveStudyPart(
  database: TabquantDatabase,
  id: string,
  part: StudyPart,
  { probability, weights, calibration }: StudyOutput,
  { savedAt, result }: { readonly savedAt: number; readonly result?: StudyResult | undefined },
): Promise<StudyInfo> {
  return commit(database, stores, 'keep the finished training', async (transaction) => {
    const study = checkStudy(id, await transaction.objectStore('studies').get(id));
    const index = study.parts.length;
    const longer = { ...study, parts: [...study.parts, part], savedAt, ...(result && { result }) };
    await transaction.objectStore('studies').put(longer);
    await transaction.objectStore('studyParts').put({
      studyId: id,
      index,
      probability: probability.slice(),
      ...(weights && { weights }),
      ...(calibration && { calibration }),
    });
    return longer;
  });
}

/** Returns a study with what each of its finished trainings left, in order; throws `StorageError`. */
export async function loadStudy(
  database: TabquantDatabase,
  id: string,
): Promise<{ readonly study: StudyInfo; readonly outputs: readonly StudyOutput[] }> {
  return withStorageErrors('load the study', () =>
    read(database, stores, async (transaction) => {
      const [record, outputs] = await Promise.all([
        transaction.objectStore('studies').get(id),
        transaction.objectStore('studyParts').getAll(partsOf(id)),
      ]);
      const study = checkStudy(id, record);
      const isWhole =
        outputs.length === study.parts.length &&
        outputs.every(({ probability }) => probability instanceof Float32Array);
      if (isWhole) return { study, outputs };
      throw new StorageError('corrupt', 'The probabilities of the study are gone. Run it again.');
    }),
  );
}

/** Returns all studies, last saved first, without probabilities, and those that cannot be read; throws `StorageError`. */
export function listStudies(database: TabquantDatabase): Promise<ListedRecords<StudyInfo>> {
  return listRecords(database, studyType, {
    what: 'studies',
    stores: ['studies'],
    compare: (a, b) => b.savedAt - a.savedAt,
  });
}

/** Deletes a study, if it exists; throws `StorageError`. */
export async function deleteStudy(database: TabquantDatabase, id: string): Promise<void> {
  await commit(database, stores, 'discard the study', (transaction) =>
    deleteWithin(transaction, id),
  );
}

/** Deletes, within a transaction, every study of a dataset. */
export async function deleteStudiesOf(
  transaction: WriteTransaction,
  datasetId: string,
): Promise<void> {
  const keys = await transaction.objectStore('studies').index('byDataset').getAllKeys(datasetId);
  await Promise.all(keys.map((key) => deleteWithin(transaction, key)));
}

async function deleteWithin(transaction: WriteTransaction, id: string): Promise<void> {
  await Promise.all([
    transaction.objectStore('studies').delete(id),
    transaction.objectStore('studyParts').delete(partsOf(id)),
  ]);
}

function partsOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, 0], [id, Infinity]);
}

function checkStudy(id: string, record: unknown): StudyInfo {
  if (record === undefined) throw missingStudy();
  return checkRecord(studyType, id, record);
}

function missingStudy(): StorageError {
  return new StorageError('missing', 'The study no longer exists. Run it again.');
}
