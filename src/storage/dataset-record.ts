import { type Bars, countBars, countBytes, type EpochMs, hasTakerColumns } from '../core/bars/bars';
import { findGaps } from '../core/bars/gaps';
import type { QualityReport } from '../core/bars/quality/report';
import * as v from 'valibot';
import {
  datasetInfoSchema,
  type DatasetInfo,
  type DatasetSet,
  type DataSource,
  type SampleFacts,
} from '../core/library';

/** Bars to keep and what is known of them. */
export interface NewDataset {
  readonly bars: Bars;
  readonly symbol: string;
  readonly name: string;
  readonly sources: readonly DataSource[];
  readonly quality: QualityReport;
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
type BarFacts = Pick<
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
    quality,
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
    hasVolume: bars.volume.some((volume) => volume > 0),
    bytes: countBytes(bars),
    extras: Object.keys(bars.extras ?? {}),
  };
}

/** The first field of a dataset's record that its bars contradict; undefined when they agree. */
export function findContradiction(info: DatasetInfo, bars: Bars): keyof BarFacts | undefined {
  const told = inFixedOrder(info);
  const facts = inFixedOrder(describeBars(bars));
  return (Object.keys(facts) as (keyof BarFacts)[]).find(
    (field) => JSON.stringify(told[field]) !== JSON.stringify(facts[field]),
  );
}

/** The order of extras is not part of what they are: their bars keep their id without it. */
function inFixedOrder<Facts extends Pick<BarFacts, 'extras'>>(facts: Facts): Facts {
  return { ...facts, extras: [...facts.extras].sort() };
}

/** Whether a stored record is one that lists can show. */
export function isDatasetInfo(record: unknown): record is DatasetInfo {
  return v.is(datasetInfoSchema, record);
}

/** The fields of a damaged record that are readable. */
export function salvageFields(record: unknown): Partial<DatasetInfo> {
  const found = Object.entries(Object(record) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    found.filter(([name, value]) => isField(name) && v.is(fields[name], value)),
  );
}

/** The first field of a damaged record that is missing or unreadable; undefined when there is none. */
export function findUnreadableField(record: unknown): string | undefined {
  const readable: Readonly<Record<string, unknown>> = salvageFields(record);
  return Object.keys(fields).find((name) => isField(name) && !v.is(fields[name], readable[name]));
}

const fields = datasetInfoSchema.entries;

function isField(name: string): name is keyof typeof fields {
  return Object.hasOwn(fields, name);
}
