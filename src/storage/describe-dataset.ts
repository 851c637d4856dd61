import { countBars, hasTakerColumns, type Bars, type EpochMs } from '../core/bars/bars';
import { countBytes } from '../core/bars/columns';
import { findGaps } from '../core/bars/gaps';
import type { QualityReport } from '../core/bars/quality/report';
import type { DatasetInfo, DatasetSet, DataSource, SampleFacts } from '../core/library';

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
