import { type Bars, countBars, countBytes, type EpochMs, hasTakerColumns } from '../core/bars/bars';
import { findGaps } from '../core/bars/gaps';
import type { QualityReport } from '../core/bars/quality/report';
import * as v from 'valibot';
import {
  datasetInfoSchema,
  type DatasetInfo,
  type DatasetSet,
  type MarketName,
  type DataSource,
  type SampleFacts,
} from '../core/library';

/** Bars to store and what is known about them. */
export interface NewDataset {
  readonly bars: Bars;
  readonly symbol: string;
  /** What is known of the market. */
  readonly market?: MarketName | undefined;
  readonly name: string;
  readonly sources: readonly DataSource[];
  readonly quality: QualityReport;
  /** Of resampled bars. */
  readonly partialEdges?: DatasetInfo['partialEdges'];
  /** The datasets that it came with. */
  readonly set?: DatasetSet;
  readonly sample?: SampleFacts;
  /** Funding rates of the symbol. */
  readonly funding?: DatasetInfo['funding'];
  /** Id of a dataset whose place it takes: that one is removed for good, and its set is kept. */
  readonly replaces?: string;
  /** The time to record as `addedAt`. */
  readonly now: EpochMs;
}

/** The fields of a record that follow from the bars. */
type BarFacts = Pick<
  DatasetInfo,
  | 'intervalMs'
  | 'bars'
  | 'from'
  | 'to'
  | 'gaps'
  | 'missingBars'
  | 'hasTaker'
  | 'hasQuoteVolume'
  | 'hasTradeCount'
  | 'hasVolume'
  | 'bytes'
  | 'extras'
>;

/** Returns the record of a new dataset with this id. */
export function describeDataset(id: string, dataset: NewDataset): DatasetInfo {
  const { bars, symbol, market, name, sources, quality, partialEdges, set, sample, funding, now } =
    dataset;
  return {
    id,
    name,
    symbol,
    ...(market === undefined ? {} : { market }),
    ...describeBars(bars),
    sources,
    quality,
    ...(partialEdges === undefined ? {} : { partialEdges }),
    ...(set === undefined ? {} : { set }),
    ...(sample === undefined ? {} : { sample }),
    ...(funding === undefined ? {} : { funding }),
    addedAt: now,
  };
}

/** Returns the fields of a record that follow from the bars. */
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
    hasQuoteVolume: bars.quoteVolume !== undefined,
    hasTradeCount: bars.tradeCount !== undefined,
    hasVolume: bars.volume.some((volume) => volume > 0),
    bytes: countBytes(bars),
    extras: Object.keys(bars.extras ?? {}),
  };
}

/** Returns the first field of a dataset's record that its bars contradict; undefined when they agree. */
export function findContradiction(info: DatasetInfo, bars: Bars): keyof BarFacts | undefined {
  const stored = inFixedOrder(info);
  const facts = inFixedOrder(describeBars(bars));
  return (Object.keys(facts) as (keyof BarFacts)[]).find((field) => {
    const isUntold = stored[field] === undefined && v.is(fields[field], undefined);
    return !isUntold && JSON.stringify(stored[field]) !== JSON.stringify(facts[field]);
  });
}

/** Sorts the extras, since their order has no meaning and does not change the id. */
function inFixedOrder<Facts extends Pick<BarFacts, 'extras'>>(facts: Facts): Facts {
  return { ...facts, extras: [...facts.extras].sort() };
}

/** Whether a stored record is intact. */
export function isDatasetInfo(record: unknown): record is DatasetInfo {
  return v.is(datasetInfoSchema, record);
}

/** Returns the readable fields of a damaged record. */
export function salvageFields(record: unknown): Partial<DatasetInfo> {
  const found = Object.entries(Object(record) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    found.filter(([name, value]) => isField(name) && v.is(fields[name], value)),
  );
}

/** Returns the first field of a damaged record that is missing or unreadable; undefined when there is none. */
export function findUnreadableField(record: unknown): string | undefined {
  const readable: Readonly<Record<string, unknown>> = salvageFields(record);
  return Object.keys(fields).find((name) => isField(name) && !v.is(fields[name], readable[name]));
}

const fields = datasetInfoSchema.entries;

function isField(name: string): name is keyof typeof fields {
  return Object.hasOwn(fields, name);
}
