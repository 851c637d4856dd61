import { type BarRange, type Bars, countBars } from '../../bars/bars';
import { computeFeatures, findLookBack } from '../../features/compute';
import { findAvailableColumns } from '../../features/feature';
import { builtInFeatures } from '../../features/list';
import type { TradedBars } from '../finer-bars';
import { countWarmUpBars, findDecidedElsewhere, needsModel } from '../rules';
import type { TradingSettings } from '../settings';
import type { Known } from '../strategies/strategy';
import { decisionColumn } from './decisions';
import { countLookBackBars, type RuleInput, type RuleQuestion } from './run-rule';

/** What is to be decided by a rule. */
interface RuleSubject {
  readonly bars: TradedBars;
  readonly range: BarRange;
  readonly probability: ArrayLike<number>;
  readonly settings: TradingSettings;
}

/** Returns the text that decides by `settings`, as their strategy or as its filter; undefined where no text does. */
export function findRuleText(settings: TradingSettings): string | undefined {
  const choice = findDecidedElsewhere(settings);
  return choice && String(choice.text);
}

/** Whether a decision by `settings` can depend on a model's probability. */
export function canAskModel(settings: TradingSettings): boolean {
  return needsModel(settings) || findRuleText(settings)?.includes('probability') === true;
}

/**
 * Returns copies of all that a rule may look at over `range`, and nothing else. Its rows begin with the first bar that it can see, so
 * that its range begins later. Features are those whose names stand in the text.
 */
export function prepareRuleInput(
  { bars, range, probability, settings }: RuleSubject,
  text: string,
): RuleInput {
  const start = Math.max(0, range.start - countWarmUpBars(settings) + 1);
  const cut = (column: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: range.end - start }, (_, at) => column[start + at] ?? NaN);
  // They decide where positions are closed, which only a rule that looks at its position can notice.
  const finer = text.includes('position') ? bars.finer : undefined;
  const names = findNamedFeatures(bars, text);
  const { columns } = computeFeatures(bars, names);
  return {
    bars: { ...copyPrices(bars, cut), ...(finer && { finer: copyPrices(finer, copyAll) }) },
    range: { start: range.start - start, end: range.end - start },
    probability: cut(probability),
    features: Object.fromEntries(names.map((name, at) => [name, cut(columns[at])])),
    settings,
  };
}

/** Returns how many bars a question about the last of `bars` is made of, which are enough to tell their columns. */
export function countQuestionBars(bars: Bars, settings: TradingSettings, text: string): number {
  const names = findNamedFeatures(bars, text);
  return countWarmUpBars(settings) + (names.length === 0 ? 0 : findLookBack(bars, names));
}

/** Returns what a rule is asked about the last of `bars`, at least `countQuestionBars` where there are so many; `known` is of that bar. */
export function prepareRuleQuestion(
  known: Known,
  bars: Bars,
  settings: TradingSettings,
  text: string,
): RuleQuestion {
  const names = findNamedFeatures(bars, text);
  const { columns } = computeFeatures(bars, names);
  return {
    known,
    features: Object.fromEntries(names.map((name, at) => [name, columns[at]])),
    lookBackBars: countLookBackBars(settings),
  };
}

function findNamedFeatures(bars: Bars, text: string): readonly string[] {
  return listFeatures(bars).filter((name) => text.includes(name));
}

const copyAll = (column: Float64Array): Float64Array => column.slice();

function copyPrices(
  { intervalMs, openTime, open, high, low, close, volume }: Bars,
  copy: (column: Float64Array) => Float64Array,
): Bars {
  return {
    intervalMs,
    openTime: copy(openTime),
    open: copy(open),
    high: copy(high),
    low: copy(low),
    close: copy(close),
    volume: copy(volume),
  };
}

/** Returns the names of all features that the bars can give, extra columns of the file included. */
export function listFeatures(bars: Bars): readonly string[] {
  if (countBars(bars) === 0) return [];
  const available = findAvailableColumns(bars);
  const possible = builtInFeatures.filter(({ needs }) => needs.every((need) => available[need]));
  const extras = Object.keys(bars.extras ?? {}).filter((name) => name !== decisionColumn);
  return [...new Set([...possible.map(({ name }) => name), ...extras])];
}
