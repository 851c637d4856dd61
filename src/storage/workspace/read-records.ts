import * as v from 'valibot';
import { downloadInfoSchema } from '../../core/download';
import { datasetInfoSchema, modelInfoSchema } from '../../core/library';
import { calibrationSchema } from '../../core/models/calibration';
import { namedWeightsSchema } from '../../core/models/model-kind';
import { float32 } from '../../core/schema';
import { studyInfoSchema } from '../../core/study';
import { isJournaledBar, isTrade } from '../../core/trading/account-schema';
import type { JournaledBar } from '../../core/trading/paper-account';
import type { Trade } from '../../core/trading/positions';
import { trialSchema } from '../../core/verdict/ledger';
import { checkpointSchema } from '../checkpoints';
import { pageSchema } from '../downloads';
import { hashWeights } from '../hash';
import { verifyBars } from '../packed-bars';
import { accountSchema } from '../paper-accounts';
import { hasOwnText, recordingSchema } from '../recordings';
import type { StoredRecording, TabquantSchema } from '../schema';
import { verifyChain } from '../trials';
import { type StoredSettings, workspaceStores } from './collect-workspace';
import { decodeValue } from './encode-values';
import { WorkspaceError, type WorkspacePart } from './workspace-file';

type StoreName = (typeof workspaceStores)[number];

/** What a workspace file holds: settings, and the records of each store in the order of their keys. */
export type WorkspaceRecords = { readonly settings: StoredSettings } & {
  readonly [Name in StoreName]: readonly TabquantSchema[Name]['value'][];
};

const journalKey = v.object({ accountId: v.string(), run: v.number() });

/** What a record must be to be taken, by its store. */
const schemas: Readonly<Record<StoreName, v.GenericSchema>> = {
  datasets: datasetInfoSchema,
  models: modelInfoSchema,
  studies: studyInfoSchema,
  trials: trialSchema,
  paperAccounts: accountSchema,
  paperTrades: v.custom((row) => v.is(journalKey, row) && isTrade(row as unknown as Trade)),
  paperEquity: v.custom(
    (row) => v.is(journalKey, row) && isJournaledBar(row as unknown as JournaledBar),
  ),
  bars: v.custom((row) => typeof row === 'object'), // compared with its id below
  weights: v.object({ modelId: v.string(), weights: namedWeightsSchema, sha256: v.string() }),
  checkpoints: checkpointSchema,
  studyParts: v.object({
    studyId: v.string(),
    index: v.number(),
    probability: float32,
    weights: v.optional(namedWeightsSchema),
    calibration: v.optional(calibrationSchema),
  }),
  downloads: downloadInfoSchema,
  downloadChunks: pageSchema,
  recordings: recordingSchema, // compared with its id below
};

const settingsSchema = v.record(v.string(), v.string());

/**
 * Returns the records of a workspace's parts, each of which fits its schema and its checksum; bars stay in the file. Throws `WorkspaceError`,
 * naming the first one that does not.
 */
export async function readRecords(
  parts: readonly WorkspacePart[],
  file: string,
): Promise<WorkspaceRecords> {
  const refuse = (what: string): WorkspaceError =>
    new WorkspaceError(`${file} cannot be opened: ${what}. Nothing was changed.`);
  const records = Object.fromEntries(workspaceStores.map((name) => [name, [] as unknown[]]));
  let settings: StoredSettings = {};
  for (const { name, bytes } of parts) {
    const value = await decodeValue(bytes).catch(() => {
      throw refuse(`a part of ${name} cannot be read`);
    });
    if (name === 'settings' && v.is(settingsSchema, value)) {
      settings = value;
      continue;
    }
    const store = workspaceStores.find((one) => one === name);
    if (store === undefined || !Array.isArray(value))
      throw refuse(`it has an unknown part ${name}`);
    for (const record of value as unknown[]) {
      const problem = await findProblem(store, record);
      if (problem !== undefined) throw refuse(`${nameOf(record)} of ${store} ${problem}`);
      records[store].push(record);
    }
  }
  const read = { settings, ...records } as unknown as WorkspaceRecords;
  if ((await verifyChain(read.trials)) !== undefined) {
    throw refuse('its ledger of tries was changed after it was written');
  }
  return read;
}

async function findProblem(store: StoreName, record: unknown): Promise<string | undefined> {
  const result = v.safeParse(schemas[store], record);
  if (!result.success) {
    const [issue] = result.issues;
    return `has no readable ${v.getDotPath(issue) ?? 'content'}`;
  }
  return (await isAsHashed(store, record)) ? undefined : 'does not match its checksum';
}

/** Whether what is known by its hash has it. */
async function isAsHashed(store: StoreName, record: unknown): Promise<boolean> {
  switch (store) {
    case 'bars':
      return (await verifyBars(record)) !== undefined;
    case 'recordings':
      return hasOwnText(record as StoredRecording);
    case 'weights': {
      const { weights, sha256 } = record as WorkspaceRecords['weights'][number];
      return (await hashWeights(weights)) === sha256;
    }
    default:
      return true;
  }
}

const named = v.object({ name: v.string() });
const identified = v.object({ id: v.string() });

function nameOf(record: unknown): string {
  if (v.is(named, record)) return record.name.slice(0, 80);
  return v.is(identified, record) ? record.id.slice(0, 12) : 'a record';
}
