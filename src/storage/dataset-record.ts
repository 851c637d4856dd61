import { type Bars, countBars, countBytes, type EpochMs, hasTakerColumns } from '../core/bars/bars';
import { findGaps } from '../core/bars/gaps';
import type { QualityReport } from '../core/bars/quality/report';
import type { DatasetInfo, DatasetSet, DataSource, SampleFacts } from '../core/library';
import { read } from './database';
import type { TabquantDatabase } from './schema';
import { toStorageError } from './storage-error';

/** Bars to keep and what is known of them. */
export interface NewDataset {
  readonly bars: Bars;
  readonly symbol: string;
  readonly name: string;
  readonly sources: readonly DataSource[];
  readonly quality?: QualityReport;
  /** Of resampled bars. */
  readonly partialEdges?: DatasetInfo['partialEdges'];
  /** The datasets that it came with. */
  readonly set?: DatasetSet;
  readonly sample?: SampleFacts;
  /** Id of a dataset whose place it takes: that one is removed for good, and its set is kept. */
  readonly replaces?: string;
  /** The time to record as `addedAt`. */
  readonly now: EpochMs;
}

/** What the bars themselves tell of a dataset. */
export type BarFacts = Required<
  Pick<
    DatasetInfo,
    | 'intervalMs'
    | 'bars'
    | 'from'
    | 'to'
    | 'gaps'
    | 'missingBars'
    | 'hasTaker'
    | 'hasVolume'
    | 'bytes'
    | 'extras'
  >
>;

/** What lists show of bars that are to be kept as `id`. */
export function describeDataset(id: string, dataset: NewDataset): DatasetInfo {
  const { bars, symbol, name, sources, quality, partialEdges, set, sample, now } = dataset;
  return {
    id,
    name,
    symbol,
    ...describeBars(bars),
    sources,
    ...(quality === undefined ? {} : { quality }),
    ...(partialEdges === undefined ? {} : { partialEdges }),
    ...(set === undefined ? {} : { set }),
    ...(sample === undefined ? {} : { sample }),
    addedAt: now,
  };
}

/** Everything about bars that can be read off them. */
export function describeBars(bars: Bars): BarFacts {
  const gaps = findGaps(bars);
  const count = countBars(bars);
  return {
    intervalMs: bars.intervalMs,
    bars: count,
    from: bars.openTime[0],
    to: bars.openTime[count - 1],
    gaps,
    missingBars: gaps.reduce((sum, gap) => sum + gap.missingBars, 0),
    hasTaker: hasTakerColumns(bars),
    hasVolume: bars.volume.some((volume) => volume !== 0),
    bytes: countBytes(bars),
    extras: Object.keys(bars.extras ?? {}),
  };
}

/**
 * The first field of a dataset's record that its bars contradict; undefined when they agree. Fields
 * that older versions did not write contradict nothing.
 */
export function findContradiction(info: DatasetInfo, bars: Bars): keyof BarFacts | undefined {
  const told = inFixedOrder(info);
  const facts = inFixedOrder(describeBars(bars));
  return (Object.keys(facts) as (keyof BarFacts)[]).find(
    (field) =>
      told[field] !== undefined && JSON.stringify(told[field]) !== JSON.stringify(facts[field]),
  );
}

/** The order of extras is not part of what they are: their bars keep their id without it. */
function inFixedOrder<Facts extends Pick<BarFacts, 'extras'>>(facts: Facts): Facts {
  return { ...facts, extras: [...facts.extras].sort() };
}

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
