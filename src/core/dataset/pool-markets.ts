import type { BarRange, Bars, EpochMs } from '../bars/bars';
import { clipRanges, findFirstBar } from '../bars/gaps';
import { formatUtc } from '../bars/times';
import { computeFeatures, defaultFeatures } from '../features/compute';
import { isSymbolFeature, nameSymbolFeature } from '../features/symbols';
import { findLabel } from '../labels/find-label';
import { noLabel } from '../labels/label';
import { checkTrainable, countTargets, findDefinedStretches, type Targets } from './build-dataset';
import type { Dataset, poolScalings } from './dataset';
import { fitScaler, fitSharedScaler, scaleFeatures, type Scaler } from './scaler';
import {
  type BlockSplit,
  chooseEmbargo,
  DatasetError,
  defaultFractions,
  minTargets,
  splitByTime,
  type TimeCuts,
} from './splits';

/** Bars of a market, and what it is called by: no two have the same name. */
interface NamedBars {
  readonly name: string;
  readonly bars: Bars;
}

interface PoolOptions {
  readonly label: string;
  readonly horizonBars: number;
  /** Bars that one logit of the network depends on. */
  readonly receptiveField: number;
  /** Names; when left out, those of the default features that the first market can give. */
  readonly features?: readonly string[] | undefined;
  readonly scaling: (typeof poolScalings)[number];
  /** Whether the model is told which market a bar belongs to, by one feature a market. */
  readonly hasSymbol: boolean;
  /** Of the bars of all markets together, for training, validation and test. */
  readonly fractions?: readonly [number, number, number] | undefined;
  readonly embargoBars?: number | undefined;
}

/** A market of a pooled dataset, by its own bars. */
export interface PooledMarket {
  /** In its own bars; blocks begin and end at the same times in every market, and may be empty. */
  readonly split: BlockSplit;
  readonly scaler: Scaler;
  /** One a bar. */
  readonly labels: Uint8Array;
  /** Which rows of the dataset are which of its bars: each of its bars once. */
  readonly rows: readonly { readonly bars: BarRange; readonly firstRow: number }[];
}

interface PooledDataset {
  /**
   * Rows of all markets, block by block, and market by market within a block. Its scaler is for a market that it does not
   * have: that of all training bars, by which every feature of a symbol is 0.
   */
  readonly dataset: Dataset;
  /** In the order in which they were given. */
  readonly markets: readonly PooledMarket[];
}

/**
 * Returns the dataset to train one model on several markets of one interval.
 *
 * Time is cut for all of them at once: no label of a block, of whichever market, looks at a time at which, or at fewer
 * bars than the embargo before which, a later block begins. A stretch of rows is of one market, with as many bars before
 * each block as a window needs, so that no window spans two markets. A market that starts late or has gaps has so much
 * less of a block; one that ends early may have no test bars. Throws `DatasetError` where a market has too few training
 * labels, the first one too few test labels, or all together too few labels in a block.
 */
export function poolMarkets(markets: readonly NamedBars[], options: PoolOptions): PooledDataset {
  const { horizonBars, receptiveField, scaling, hasSymbol } = options;
  checkMarkets(markets);
  const label = findLabel(options.label);
  const aheadBars = label.lookAheadBars(horizonBars);
  const names = markets.map(({ name }) => nameSymbolFeature(name));
  const features = [
    ...(options.features ?? defaultFeatures(markets[0].bars)).filter(
      (name) => !isSymbolFeature(name),
    ),
    ...(hasSymbol ? names : []),
  ];
  const prepared = markets.map(({ bars }) => {
    const table = computeFeatures(bars, features);
    const stretches = findDefinedStretches(bars, table);
    return { bars, table, stretches, labels: label.compute(bars, horizonBars) };
  });
  const { embargoBars = chooseEmbargo(prepared[0].table.warmUpBars) } = options;
  const cuts = findTimeCuts(markets, options.fractions ?? defaultFractions);
  const apart = { horizonBars: aheadBars, embargoBars };
  const parts = prepared.map((market, at) => {
    const split = splitByTime(market.bars, cuts, apart);
    const { stretches, labels, table } = market;
    checkLabels(markets[at].name, { stretches, labels, split }, receptiveField, cuts);
    if (at === 0) {
      checkLabels(markets[at].name, { stretches, labels, split }, receptiveField, cuts, 'test');
    }
    return {
      ...market,
      split,
      scaled: { table, ranges: clipRanges(stretches, split.train.labels) },
    };
  });
  const shared = fitSharedScaler(parts.map(({ scaled }) => scaled));
  const pooled = parts.map(({ table, stretches, scaled, labels, split }, at) => {
    const scaler = scaling === 'shared' ? shared : fitScaler(table, scaled.ranges);
    const marked = markSymbol(scaler, features, names[at]);
    return {
      labels,
      split,
      stretches,
      scaler: marked,
      values: scaleFeatures(table, marked, stretches),
    };
  });
  const { dataset, rows } = joinRows(pooled, features, receptiveField);
  const scaler = markSymbol(shared, features, undefined);
  const whole = { ...dataset, scaler, horizonBars, features };
  checkTrainable(whole, receptiveField);
  return {
    dataset: whole,
    markets: pooled.map(({ labels, split, scaler }, at) => ({
      labels,
      split,
      scaler,
      rows: rows[at],
    })),
  };
}

/** Returns what is computed for each row of a pooled dataset as one value a bar of a market. */
export function takeMarket({ rows, labels }: PooledMarket, values: Float32Array): Float32Array {
  const ofBars = new Float32Array(labels.length);
  for (const { bars, firstRow } of rows) {
    ofBars.set(values.subarray(firstRow, firstRow + bars.end - bars.start), bars.start);
  }
  return ofBars;
}

/** Returns a scaler by which the feature of `symbol` is 1 at every bar, and those of other symbols are 0. */
function markSymbol(
  { mean, deviation }: Scaler,
  features: readonly string[],
  symbol: string | undefined,
): Scaler {
  // The value before scaling is 0: see `declareSymbol`.
  const meanOf = (name: string): number => (name === symbol ? -1 : 0);
  return {
    mean: features.map((name, at) => (isSymbolFeature(name) ? meanOf(name) : mean[at])),
    deviation: features.map((name, at) => (isSymbolFeature(name) ? 1 : deviation[at])),
  };
}

/** Returns the times before which the fractions of the bars of all markets lie, at least to one bar's interval. */
function findTimeCuts(
  markets: readonly NamedBars[],
  [train, validation]: readonly [number, number, number],
): TimeCuts {
  const [{ bars: first }] = markets;
  const total = markets.reduce((sum, { bars }) => sum + bars.openTime.length, 0);
  const starts = markets.map(({ bars }) => bars.openTime[0]);
  const ends = markets.map(({ bars }) => bars.openTime[bars.openTime.length - 1]);
  const begin = Math.min(...starts);
  const steps = Math.ceil((Math.max(...ends) - begin) / first.intervalMs) + 1;
  const cut = (fraction: number): EpochMs => {
    const wanted = Math.round(total * fraction);
    let from = 0;
    let to = steps;
    while (from < to) {
      const middle = (from + to) >> 1;
      const time = begin + middle * first.intervalMs;
      const before = markets.reduce((sum, { bars }) => sum + findFirstBar(bars.openTime, time), 0);
      if (before < wanted) from = middle + 1;
      else to = middle;
    }
    return begin + from * first.intervalMs;
  };
  return { validationFrom: cut(train), testFrom: cut(train + validation) };
}

interface ScaledMarket {
  readonly labels: Uint8Array;
  readonly split: BlockSplit;
  readonly stretches: readonly BarRange[];
  readonly values: Float32Array;
}

/** Returns the rows of all markets: of each block, and of the bars before it that its first windows need. */
function joinRows(
  markets: readonly ScaledMarket[],
  features: readonly string[],
  receptiveField: number,
) {
  const width = features.length;
  const blocks = ['train', 'validation', 'test'] as const;
  const pieces = blocks.flatMap((block) =>
    markets.map((market, at) => {
      const { bars, labels } = market.split[block];
      return {
        block,
        at,
        market,
        bars,
        labels,
        from: Math.max(0, bars.start - receptiveField + 1),
      };
    }),
  );
  const count = pieces.reduce((sum, { from, bars }) => sum + bars.end - from, 0);
  const values = new Float32Array(count * width);
  const labels = new Uint8Array(count).fill(noLabel);
  const stretches: BarRange[] = [];
  const rows = markets.map((): PooledMarket['rows'][number][] => []);
  const labelled = {
    train: [] as BarRange[],
    validation: [] as BarRange[],
    test: [] as BarRange[],
  };
  let row = 0;
  for (const { block, at, market, bars, labels: range, from } of pieces) {
    const shift = row - from;
    const move = ({ start, end }: BarRange) => ({ start: start + shift, end: end + shift });
    values.set(market.values.subarray(from * width, bars.end * width), row * width);
    labels.set(market.labels.subarray(range.start, range.end), range.start + shift);
    stretches.push(...clipRanges(market.stretches, { start: from, end: bars.end }).map(move));
    rows[at].push({ bars, firstRow: bars.start + shift });
    labelled[block].push(move(range));
    row += bars.end - from;
  }
  const span = (ranges: readonly BarRange[]) => {
    const whole = { start: ranges[0].start, end: ranges[ranges.length - 1].end };
    return { bars: whole, labels: whole };
  };
  const split: BlockSplit = {
    train: span(labelled.train),
    validation: span(labelled.validation),
    test: span(labelled.test),
    embargoBars: markets[0].split.embargoBars,
    trainLabels: labelled.train,
  };
  return { dataset: { values, labels, stretches, split }, rows };
}

function checkMarkets(markets: readonly NamedBars[]): void {
  const [first] = markets;
  for (const { name, bars } of markets) {
    if (bars.intervalMs !== first.bars.intervalMs) {
      throw new DatasetError(
        `markets: bars of ${name} must have ${first.bars.intervalMs} ms as those of ${first.name}, have ${bars.intervalMs} ms`,
      );
    }
    if (markets.filter((one) => one.name === name).length === 1) continue;
    throw new DatasetError(`markets: each must be named once, ${name} was named more often`);
  }
}

function checkLabels(
  name: string,
  market: Targets,
  receptiveField: number,
  { validationFrom, testFrom }: TimeCuts,
  block: 'train' | 'test' = 'train',
): void {
  const count = countTargets(market, [market.split[block].labels], receptiveField);
  if (count >= minTargets[block]) return;
  const where =
    block === 'train'
      ? `training labels, has ${count} before ${formatUtc(validationFrom)}, where the validation of all markets begins: take ` +
        'it out, or load earlier bars of it'
      : `test labels, has ${count} from ${formatUtc(testFrom)} on, where the test of all markets begins: use a dataset that ` +
        'goes on as long as the others';
  throw new DatasetError(`markets: ${name} needs at least ${minTargets[block]} ${where}`);
}
