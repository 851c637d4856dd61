import * as v from 'valibot';
import type { DamagedRecord, RecordKind } from '../core/library';
import { read } from './database';
import type { TabquantDatabase } from './schema';
import { StorageError, toStorageError, withStorageErrors } from './storage-error';

/** What must be known of a kind of record to check it, to list it and to say that it is damaged. */
export interface RecordType<Value> {
  readonly kind: RecordKind;
  readonly schema: v.GenericSchema<unknown, Value>;
  /** What it is called, as far as that is readable. */
  nameOf(record: unknown, id: string): string;
  /** What to do where it is damaged: a sentence. */
  readonly advice: string;
}

type RecordStore =
  'datasets' | 'models' | 'checkpoints' | 'studies' | 'downloads' | 'paperAccounts' | 'recordings';

/** Stores of the bytes that belong to records. */
type PartStore = 'bars' | 'weights' | 'downloadChunks';

/** What a store holds, readable or not. */
interface StoredRecords {
  /** By id; undefined where the browser has lost it. */
  readonly records: ReadonlyMap<string, unknown>;
  /** Ids of the records that something belongs to in the store of parts. */
  readonly withParts: ReadonlySet<string>;
}

/** Returns every record of a store and which have parts; one that is lost hides no other. */
export async function readRecords(
  database: TabquantDatabase,
  store: RecordStore,
  partStore?: PartStore,
): Promise<StoredRecords> {
  try {
    const stores = partStore === undefined ? [store] : [store, partStore];
    return await read(database, stores, async (transaction) => {
      const [ids, found, parts] = await Promise.all([
        transaction.objectStore(store).getAllKeys(),
        transaction.objectStore(store).getAll(),
        partStore === undefined ? [] : transaction.objectStore(partStore).getAllKeys(),
      ]);
      const records = new Map<string, unknown>(ids.map((id, at) => [id, found[at]]));
      return { records, withParts: new Set(parts.map(ownerOf)) };
    });
  } catch (cause) {
    // A single record that the browser has lost makes reading all of them fail.
    if (toStorageError('list', cause).kind !== 'corrupt') throw cause;
    const records = new Map<string, unknown>();
    for (const id of await database.getAllKeys(store)) {
      records.set(id, await readRecord(database, store, id));
    }
    const parts = partStore === undefined ? [] : await database.getAllKeys(partStore);
    return { records, withParts: new Set(parts.map(ownerOf)) };
  }
}

/**
 * A record as it is stored, readable or not; undefined when there is none or the browser has lost it.
 * Throws `StorageError`.
 */
export async function readRecord(
  database: TabquantDatabase,
  store: RecordStore,
  id: string,
): Promise<unknown> {
  try {
    return await read(database, [store], (transaction) => transaction.objectStore(store).get(id));
  } catch (cause) {
    const error = toStorageError('read what is stored', cause);
    if (error.kind === 'corrupt') return undefined;
    throw error;
  }
}

/** Key of a part: the id of its record, alone or first. */
function ownerOf(key: string | [string, number]): string {
  return typeof key === 'string' ? key : key[0];
}

/** The records of a kind by whether they can be used. */
interface SortedRecords<Value> {
  readonly kept: Value[];
  readonly damaged: DamagedRecord[];
}

/** The records that can be used, in order, and what is wrong with the others. */
export interface ListedRecords<Value> {
  readonly kept: readonly Value[];
  readonly damaged: readonly DamagedRecord[];
}

/** How the records of a kind are listed. */
interface Listing<Value> {
  /** What they are to people, after "list the". */
  readonly what: string;
  readonly stores: readonly [records: RecordStore, parts?: PartStore];
  readonly compare: (a: Value, b: Value) => number;
}

/** Returns every record of a kind, as `sortRecords` tells them apart; throws `StorageError`. */
export function listRecords<Value>(
  database: TabquantDatabase,
  type: RecordType<Value>,
  { what, stores, compare }: Listing<Value>,
): Promise<ListedRecords<Value>> {
  return withStorageErrors(`list the ${what}`, async () => {
    const { kept, damaged } = sortRecords(type, await readRecords(database, ...stores));
    return { kept: kept.sort(compare), damaged };
  });
}

/**
 * Returns which records fit their schema, and what is wrong with the others. `parts` names what each must
 * have in the store of parts, where it must; parts without a record count as damaged too.
 */
export function sortRecords<Value>(
  type: RecordType<Value>,
  { records, withParts }: StoredRecords,
  parts?: string,
): SortedRecords<Value> {
  const kept: Value[] = [];
  const damaged: DamagedRecord[] = [];
  for (const id of new Set([...records.keys(), ...withParts])) {
    const record = records.get(id);
    const isBare = parts !== undefined && !withParts.has(id);
    if (fits(type, record) && !isBare) {
      kept.push(record);
      continue;
    }
    const name = type.nameOf(record, id);
    const problem = isBare ? `its ${parts} are gone` : findRecordProblem(type, record);
    damaged.push({ kind: type.kind, id, name, problem, isRepairable: false });
  }
  return { kept, damaged };
}

/** Whether a stored record is one that can be used. */
export function fits<Value>({ schema }: RecordType<Value>, record: unknown): record is Value {
  return v.is(schema, record);
}

/** Returns a record that fits its schema; throws `StorageError`, `corrupt`, for any other. */
export function checkRecord<Value>(type: RecordType<Value>, id: string, record: unknown): Value {
  if (fits(type, record)) return record;
  throw damagedRecord(type, type.nameOf(record, id), findRecordProblem(type, record));
}

/** That a record, or what belongs to it, cannot be used: what is wrong, and what to do. */
export function damagedRecord(
  { advice }: Pick<RecordType<unknown>, 'advice'>,
  name: string,
  problem: string,
): StorageError {
  return new StorageError('corrupt', `${name} is damaged: ${problem}. ${advice}`);
}

function findRecordProblem({ schema }: RecordType<unknown>, record: unknown): string {
  if (record === undefined) return 'its record is gone';
  const [issue] = v.safeParse(schema, record, { abortEarly: true }).issues ?? [];
  const field = (issue && v.getDotPath(issue)) ?? 'content';
  // A check of a whole part says itself what it has against it.
  const reason = issue?.type === 'custom' && issue.message !== '' ? ` (${issue.message})` : '';
  return `its record has no readable ${field}${reason}`;
}

const named = v.object({ name: v.string() });

/** The name that a record gives itself, or else the start of its id. */
export function nameOfRecord(record: unknown, id: string): string {
  return v.is(named, record) ? record.name : id.slice(0, 8);
}
