import type { DatasetInfo } from '../core/library';
import { read } from './read';
import type { TabquantDatabase } from './schema';
import { toStorageError } from './storage-error';

type Check = (value: unknown) => boolean;

const isString: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isBoolean: Check = (value) => typeof value === 'boolean';
const isListOf =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(item);
const isOptional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const hasFields =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, check]) =>
      check((value as Readonly<Record<string, unknown>>)[name]),
    );

const isFinding = hasFields({
  check: isString,
  handling: isString,
  count: isNumber,
  first: hasFields({ time: isOptional(isNumber), where: isString, detail: isString }),
});

/** What each field of a record must be for the page to show it. */
const fields: Readonly<Record<keyof DatasetInfo, Check>> = {
  id: isString,
  name: isString,
  symbol: isString,
  intervalMs: isNumber,
  bars: isNumber,
  from: isNumber,
  to: isNumber,
  gaps: isListOf(hasFields({ from: isNumber, to: isNumber, missingBars: isNumber })),
  missingBars: isNumber,
  hasTaker: isBoolean,
  hasVolume: isOptional(isBoolean),
  quality: isOptional(hasFields({ findings: isListOf(isFinding), rows: isNumber })),
  partialEdges: isOptional(hasFields({ first: isBoolean, last: isBoolean })),
  bytes: isOptional(isNumber),
  set: isOptional(hasFields({ id: isString, name: isString })),
  deletedAt: isOptional(isNumber),
  extras: isListOf(isString),
  sources: isListOf(
    hasFields({
      name: isString,
      bytes: isNumber,
      sha256: isString,
      format: isString,
      notes: isListOf(isString),
      url: isOptional(isString),
    }),
  ),
  sample: isOptional(
    hasFields({
      kind: isString,
      seed: isNumber,
      horizonBars: isNumber,
      bestAuc: isNumber,
      feeBps: isNumber,
      slippageBps: isNumber,
    }),
  ),
  addedAt: isNumber,
};

/** Whether a stored record is one that lists can show. */
export function isDatasetInfo(record: unknown): record is DatasetInfo {
  return hasFields(fields)(record);
}

/** The fields of a damaged record that are readable. */
export function salvageFields(record: unknown): Partial<DatasetInfo> {
  if (typeof record !== 'object' || record === null) return {};
  const readable = Object.entries(record).filter(([name, value]) =>
    Object.hasOwn(fields, name) ? fields[name as keyof DatasetInfo](value) : false,
  );
  return Object.fromEntries(readable);
}

/** The first field of a damaged record that is missing or unreadable; undefined when there is none. */
export function findUnreadableField(record: unknown): string | undefined {
  const readable = salvageFields(record);
  return Object.entries(fields).find(
    ([name, check]) => !check(readable[name as keyof DatasetInfo]),
  )?.[0];
}

/**
 * A dataset's record as it is stored, readable or not; undefined when there is none or the browser
 * has lost it. Throws `StorageError`.
 */
export async function readRecord(database: TabquantDatabase, id: string): Promise<unknown> {
  try {
    return await read(database, ['datasets'], (transaction) =>
      transaction.objectStore('datasets').get(id),
    );
  } catch (cause) {
    const error = toStorageError('read the dataset', cause);
    if (error.kind === 'corrupt') return undefined;
    throw error;
  }
}
