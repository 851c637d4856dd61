import * as v from 'valibot';
import { writeCanonicalJson } from '../canonical-json';
import { formatBps } from '../format';
import type { DatasetInfo, ModelInfo } from '../library';
import type { PerformanceRecord } from '../metrics/performance-record';
import { dayMs } from '../metrics/risk';
import { findTradingDays } from '../metrics/trading-days';
import { finite, list, record } from '../schema';
import { type Choice, findEntry, valuesOf } from '../trading/choice';
import type { TradingSettings } from '../trading/settings';
import { strategies } from '../trading/strategies/list';

/**
 * What can be tried: a training, one simulation, one of many simulations, a training in each of several windows, a training of
 * a search, which is judged on the validation block, and several datasets on one capital.
 */
const trialKinds = [
  'trained',
  'simulated',
  'swept',
  'walk-forward',
  'searched',
  'portfolio',
] as const;

/** What many configurations that were tried at once earned, told by some of them. Plain data without NaN. */
const triedMapSchema = record({
  /** Configurations. */
  cells: finite,
  /** Mean and variance of their daily Sharpe ratios; 0 where returns do not vary. */
  sharpeMean: finite,
  sharpeVariance: finite,
  /** Those that stand for all: each for so many, whose returns go with its own. */
  series: list(record({ cells: finite, returns: list(finite) })),
});

export type TriedMap = v.InferOutput<typeof triedMapSchema>;

const triedEntries = {
  /** When, ms since the epoch. */
  at: finite,
  kind: v.picklist(trialKinds),
  /** For people: what was tried. */
  name: v.string(),
  /** The dataset, whose id is the hash of its bars. */
  datasetId: v.string(),
  /** `nameSeries` of the dataset. */
  series: v.string(),
  modelId: v.optional(v.string()),
  /** The whole configuration as canonical JSON: model, features, label, split, seed, trading settings. */
  key: v.string(),
  /** Open time of the first and of the last out-of-sample bar. */
  from: finite,
  to: finite,
  /** UTC days of `returns`, as days since the epoch, ascending. */
  days: list(finite),
  /** Fraction gained on each of `days`, net of costs, out of sample; of a map that of its best configuration. */
  returns: list(finite),
  /** Only of a map. */
  map: v.optional(triedMapSchema),
  /** Days of a year of this market. */
  daysPerYear: finite,
  /** Out of sample; absent where there is none. */
  auc: v.optional(finite),
};

/** A trial before it has its place in the ledger. */
export const newTrialSchema = record(triedEntries);

export type NewTrial = v.InferOutput<typeof newTrialSchema>;

/** One configuration that was tried on bars, or a map of many: an entry of the ledger. Plain data without NaN. */
export const trialSchema = record({
  ...triedEntries,
  /** 1 for the first of the library. */
  number: finite,
  /** `hash` of the entry before; '' in the first. */
  previous: v.string(),
  /** SHA-256 (hex) of `textOfTrial`. */
  hash: v.string(),
});

export type Trial = v.InferOutput<typeof trialSchema>;

/** What was tried, and what came of it. */
interface Attempt extends Pick<NewTrial, 'kind' | 'name' | 'at' | 'modelId'> {
  readonly dataset: DatasetInfo;
  /** Plain data: `describeConfiguration`, or what else decides the result. */
  readonly configuration: object;
  /** The account that traded the whole out-of-sample period, and nothing else. */
  readonly record: PerformanceRecord;
  /** NaN where there is none. */
  readonly auc: number;
  /** What a map tried; `record` is that of its best configuration. */
  readonly map?: TriedMap;
}

/** Returns the trial of an attempt; throws where its period has no bar. */
export function describeTrial(attempt: Attempt): NewTrial {
  const { kind, name, at, modelId, dataset, configuration, record: account, auc, map } = attempt;
  if (account.bars === 0) throw new Error(`trial: ${name} has no out-of-sample bar`);
  const { returns, perYear } = findTradingDays(account);
  const idle = new Set(
    returns.length === account.dailyEquity.length ? [] : (account.idleDays ?? []),
  );
  const first = Math.floor(account.firstOpenTime / dayMs);
  return {
    at,
    kind,
    name,
    datasetId: dataset.id,
    series: nameSeries(dataset),
    ...(modelId !== undefined && { modelId }),
    key: writeCanonicalJson(configuration),
    from: account.firstOpenTime,
    to: account.lastOpenTime,
    days: account.dailyEquity.flatMap((_, day) => (idle.has(day) ? [] : [first + day])),
    returns: [...returns],
    ...(map !== undefined && { map }),
    daysPerYear: perYear,
    ...(Number.isFinite(auc) && { auc }),
  };
}

/** Returns all that decides what a model that trades by `settings` earns, seed and split included. */
export function describeConfiguration(model: ModelInfo, settings: TradingSettings): object {
  const { datasetId, spec, options, features, label, horizonBars, split } = model;
  return { datasetId, spec, options, features, label, horizonBars, split, settings };
}

/** Returns in a few words how settings trade: "Balanced, 11 bps a side". */
export function describeRules({ strategy, filter, ...costs }: TradingSettings): string {
  const where = filter === undefined ? '' : ` where ${describeStrategy(filter)} agrees`;
  return `${describeStrategy(strategy)}${where}, ${formatBps(costs.feeBps + costs.slippageBps)} a side`;
}

function describeStrategy(choice: Choice): string {
  const entry = findEntry(strategies, choice.kind);
  const values = valuesOf(entry, choice);
  const names = Object.keys(values);
  const preset = entry.presets.find((one) =>
    names.every((name) => one.values[name] === values[name]),
  );
  const numbers = names.map((name) => Number(values[name].toFixed(4)));
  return preset?.label ?? entry.nameChoice?.(choice) ?? [entry.label, ...numbers].join(' ');
}

/**
 * Returns what tries on overlapping periods are shared by: the symbol, whatever file, interval or exchange its
 * bars are of, since its prices move together everywhere; of a sample market also its seed, and without a symbol
 * the bars themselves.
 */
export function nameSeries({
  id,
  symbol,
  sample,
}: Pick<DatasetInfo, 'id' | 'symbol' | 'sample'>): string {
  if (sample !== undefined) return `${symbol}:${sample.seed}`;
  return symbol === '' ? id : symbol.toUpperCase();
}

/** Bars that can have been tried on. */
export type TriedBars = Pick<Trial, 'datasetId' | 'series' | 'from' | 'to'>;

/**
 * Returns the trials that count as tries on the same bars: those on the same dataset, and those on the same
 * series whose out-of-sample period overlaps that of `bars`.
 */
export function listTriesOn<Tried extends TriedBars>(
  trials: readonly Tried[],
  { datasetId, series, from, to }: TriedBars,
): readonly Tried[] {
  return trials.filter(
    (trial) =>
      trial.datasetId === datasetId ||
      (trial.series === series && trial.from <= to && trial.to >= from),
  );
}

/** Returns the first trial of each configuration on the same bars; repeating it counts once, another seed anew. */
export function listDistinct<Tried extends Pick<Trial, 'datasetId' | 'key'>>(
  trials: readonly Tried[],
): readonly Tried[] {
  const first = new Map<string, Tried>();
  for (const trial of trials) {
    const key = trial.datasetId + trial.key;
    if (!first.has(key)) first.set(key, trial);
  }
  return [...first.values()];
}

/** Daily returns of one or more configurations: each of `cells` as good as the same. */
export interface TriedSeries extends Pick<Trial, 'days' | 'returns'> {
  readonly cells: number;
}

/** Returns the daily returns of a trial: several series of a map, else one. */
export function listSeries({
  days,
  returns,
  map,
}: Pick<Trial, 'days' | 'returns' | 'map'>): readonly TriedSeries[] {
  if (map === undefined) return [{ days, returns, cells: 1 }];
  return map.series.map((series) => ({ days, ...series }));
}

/** Returns the text whose hash makes the trial a link of the chain: all of it but `hash`. */
export function textOfTrial(trial: Omit<Trial, 'hash'> & Partial<Trial>): string {
  const { hash: _, ...content } = trial;
  return writeCanonicalJson(content);
}

/** The last link of a ledger: who knows it can tell whether entries were removed at the end. */
export interface ChainHead {
  readonly count: number;
  readonly hash: string;
}

/** The first place at which a ledger is not what was written. */
export interface BrokenLink {
  readonly number: number;
  /** Its content is not what its hash says, or it does not follow the entry before, of which one was altered, removed or moved. */
  readonly problem: 'altered' | 'out of place';
}

/**
 * Returns the first entry that was altered, removed or moved; undefined where none was. `hashes` are those of
 * `textOfTrial`, one a trial. What was removed at the end is noticed only with a `head` that counted it.
 */
export function findBrokenLink(
  trials: readonly Trial[],
  hashes: readonly string[],
  head?: ChainHead,
): BrokenLink | undefined {
  let previous = '';
  for (const [at, trial] of trials.entries()) {
    const number = at + 1;
    if (trial.number !== number) return { number, problem: 'out of place' };
    if (trial.hash !== hashes[at]) return { number, problem: 'altered' };
    if (trial.previous !== previous) return { number, problem: 'out of place' };
    if (number === head?.count && trial.hash !== head.hash) return { number, problem: 'altered' };
    previous = trial.hash;
  }
  const isCut = head !== undefined && head.count > trials.length;
  return isCut ? { number: trials.length + 1, problem: 'out of place' } : undefined;
}

/** Returns the ledger as a JSON file, with the head of its chain. */
export function writeLedger(trials: readonly Trial[]): string {
  const head: ChainHead = { count: trials.length, hash: trials.at(-1)?.hash ?? '' };
  return JSON.stringify({ format: 'tabquant-trials', version: 1, head, trials });
}
