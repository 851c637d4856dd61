import { findFieldProblem, type NumberField } from '../fields';
import { choose, findChoiceProblem, findEntry, type Choice, valuesOf } from './choice';
import { holdExit } from './exits/hold';
import { exitRules } from './exits/list';
import { oppositeSignalExit } from './exits/opposite-signal';
import { instruments } from './instruments/list';
import { spot } from './instruments/spot';
import { orderTypes } from './orders/list';
import { marketOrder } from './orders/market-order';
import type { Costs } from './positions';
import { confidenceSizing } from './sizing/confidence';
import { sizingRules } from './sizing/list';
import { strategies } from './strategies/list';
import { probabilityThresholds } from './strategies/thresholds';

/** All settings that turn probabilities into trades; each is shown and can be changed. */
export interface TradingSettings extends Costs {
  /** One of `strategies`. */
  readonly strategy: Choice;
  /** Another of `strategies`: of the first one's signals, only those to whose side this one leans are followed. */
  readonly filter?: Choice | undefined;
  /** Signals with less confidence open nothing. */
  readonly minConfidence: number;
  /** Starting capital in dollars. */
  readonly capital: number;
  /** Fraction of the capital that a trade of confidence 0.5 is worth. */
  readonly riskFraction: number;
  /** One of `sizingRules`. */
  readonly sizing: Choice;
  /** Max position value over equity at entry. */
  readonly maxLeverage: number;
  readonly fillAt: FillTime;
  /** How positions are opened: one of `orderTypes`; at the market where it is left out. */
  readonly order?: Choice;
  /** Which positions may be opened; both where it is left out. A signal of the other side still closes them. */
  readonly sides?: TradedSides;
  /** Bars by which orders that a close decides arrive later; 0 where it is left out. */
  readonly latencyBars?: number;
  /** What is traded: one of `instruments`; spot where it is left out. */
  readonly instrument?: Choice;
  /** Those of `exitRules` that are active, in the order of that list. */
  readonly exits: readonly Choice[];
  /** Max positions open at once. */
  readonly maxPositions: number;
}

type FillTime = 'next-open' | 'same-close';

/** When orders fill, as a form offers it. */
export const fillTimes: readonly {
  readonly value: FillTime;
  readonly label: string;
  readonly hint?: string;
}[] = [
  { value: 'next-open', label: 'Next open' },
  {
    value: 'same-close',
    label: 'Same close',
    hint: 'Nobody can trade at a close that is needed to make the decision.',
  },
];

type TradedSides = 'both' | 'long' | 'short';

/** Which positions may be opened, as a form offers it. */
export const tradedSides: readonly { readonly value: TradedSides; readonly label: string }[] = [
  { value: 'both', label: 'Long and short' },
  { value: 'long', label: 'Long only' },
  { value: 'short', label: 'Short only' },
];

export const latencyField: NumberField<'latencyBars'> = {
  name: 'latencyBars',
  label: 'Latency (bars)',
  default: 0,
  min: 0,
  max: 100,
  isWhole: true,
};

type OrderSetting = 'order' | 'sides' | 'latencyBars' | 'instrument';

/** Returns the settings of orders and of what is traded in full. */
export function orderSettings({
  order = choose(marketOrder),
  sides = 'both',
  latencyBars = 0,
  instrument = choose(spot),
}: Pick<TradingSettings, OrderSetting>): Required<Pick<TradingSettings, OrderSetting>> {
  return { order, sides, latencyBars, instrument };
}

type NumberSetting = Exclude<
  {
    [Name in keyof TradingSettings]: TradingSettings[Name] extends number ? Name : never;
  }[keyof TradingSettings],
  undefined
>;

/**
 * Default, limits and wording of each number that does not belong to a list entry. The form, the engine's
 * check and the schema for files and storage are made from it.
 */
export const tradingFields: { readonly [Name in NumberSetting]: NumberField<Name> } = {
  minConfidence: {
    name: 'minConfidence',
    label: 'Min confidence (%)',
    default: 0,
    min: 0,
    max: 0.5,
    step: 0.005,
    isPercent: true,
  },
  capital: {
    name: 'capital',
    label: 'Total capital ($)',
    default: 10_000,
    min: 100,
    max: 10_000_000,
    step: 100,
    isGrouped: true,
  },
  riskFraction: {
    name: 'riskFraction',
    label: 'Risk per trade (%)',
    default: 0.02,
    min: 0.001,
    max: 0.2,
    step: 0.001,
    isPercent: true,
  },
  maxLeverage: { name: 'maxLeverage', label: 'Max leverage', default: 1, min: 0.1, max: 10 },
  maxPositions: {
    name: 'maxPositions',
    label: 'Positions',
    default: 1,
    min: 1,
    max: 10,
    isWhole: true,
  },
  feeBps: {
    name: 'feeBps',
    label: 'Fee per side (bps)',
    default: 10,
    min: 0,
    max: 1000,
    step: 0.5,
  },
  slippageBps: {
    name: 'slippageBps',
    label: 'Slippage (bps)',
    default: 1,
    min: 0,
    max: 1000,
    step: 0.5,
  },
};

/** The settings that a first visitor gets: realistic fills, with the costs that they would have had. */
export const defaultTradingSettings: TradingSettings = {
  ...(Object.fromEntries(
    Object.values(tradingFields).map((field) => [field.name, field.default]),
  ) as Record<NumberSetting, number>),
  strategy: choose(probabilityThresholds),
  sizing: choose(confidenceSizing),
  fillAt: 'next-open',
  exits: [choose(holdExit), choose(oppositeSignalExit)],
};

export interface CostPreset extends Costs {
  readonly label: string;
}

/** Costs of well-known venues (Binance fee schedule, regular user) and of the reference dashboard. */
export const costPresets = {
  spotTaker: { label: 'Binance spot taker', feeBps: 10, slippageBps: 1 },
  spotTakerBnb: { label: 'Binance spot taker, fee in BNB', feeBps: 7.5, slippageBps: 1 },
  futuresTaker: { label: 'Binance futures taker', feeBps: 5, slippageBps: 1 },
  reference: { label: 'Reference dashboard (free)', feeBps: 0, slippageBps: 0 },
} as const satisfies Record<string, CostPreset>;

/** Returns the costs on a dataset unless a person chooses others: those of a sample market, else Binance's spot fee. */
export function costsOn({ sample }: { readonly sample?: Costs | undefined }): Costs {
  const { feeBps, slippageBps } = sample ?? defaultTradingSettings;
  return { feeBps, slippageBps };
}

/** Returns the settings with which a model, if there is one, trades on a dataset unless a person chooses others: it holds for its horizon. */
export function suitSettings(
  dataset: { readonly sample?: Costs | undefined },
  model: { readonly horizonBars: number } | undefined,
): TradingSettings {
  const held = choose(holdExit, model && { bars: model.horizonBars });
  const exits = putExit(defaultTradingSettings.exits, held);
  return { ...defaultTradingSettings, exits, ...costsOn(dataset) };
}

/** Returns `exits` with `choice` added, or in place of the one of the same kind. */
export function putExit(exits: readonly Choice[], choice: Choice): readonly Choice[] {
  const all = [...exits.filter(({ kind }) => kind !== choice.kind), choice];
  return exitRules.flatMap((rule) => all.filter(({ kind }) => kind === rule.kind));
}

/** Returns why `settings` are invalid, as a sentence for people, or undefined where they are valid. */
export function findSettingsProblem(settings: unknown): string | undefined {
  const problem = findProblem(Object(settings) as TradingSettings);
  return problem && `trading settings: ${problem}`;
}

/** Whether a value from a file or from storage is valid settings. */
export function isTradingSettings(value: unknown): value is TradingSettings {
  return findSettingsProblem(value) === undefined;
}

function findProblem(settings: TradingSettings): string | undefined {
  const { strategy, filter, sizing, exits, fillAt } = settings;
  const { order, sides, latencyBars, instrument } = orderSettings(settings);
  return (
    findFieldProblem(Object.values(tradingFields), { ...settings }) ??
    findChoiceProblem(strategies, strategy, 'strategy') ??
    (filter === undefined ? undefined : findFilterProblem(strategy, filter)) ??
    findChoiceProblem(sizingRules, sizing, 'sizing') ??
    findExitsProblem(exits) ??
    findStopProblem(sizing, exits) ??
    findChoiceProblem(orderTypes, order, 'order') ??
    findChoiceProblem(instruments, instrument, 'instrument') ??
    findFieldProblem([latencyField], { latencyBars }) ??
    (tradedSides.some(({ value }) => value === sides)
      ? undefined
      : `sides must be ${tradedSides.map(({ value }) => value).join(' or ')}, was ${String(sides)}`) ??
    (fillTimes.some(({ value }) => value === fillAt)
      ? undefined
      : `fillAt must be ${fillTimes.map(({ value }) => value).join(' or ')}, was ${String(fillAt)}`)
  );
}

function findFilterProblem(strategy: Choice, filter: Choice): string | undefined {
  const problem = findChoiceProblem(strategies, filter, 'filter');
  if (problem !== undefined) return problem;
  // Bars carry the decisions of one.
  const { isDecidedElsewhere, label } = findEntry(strategies, strategy.kind);
  return isDecidedElsewhere === true && filter.kind === strategy.kind
    ? `${label.toLowerCase()} cannot filter itself`
    : undefined;
}

/** Returns whether some of these exit rules close a position at a stop from its entry on. */
export function hasStop(exits: readonly Choice[]): boolean {
  return exits.some((choice) => {
    const rule = findEntry(exitRules, choice.kind);
    return rule.create(valuesOf(rule, choice)).measureStop !== undefined;
  });
}

function findStopProblem(sizing: Choice, exits: readonly Choice[]): string | undefined {
  const { needsStop, label } = findEntry(sizingRules, sizing.kind);
  return needsStop === true && !hasStop(exits)
    ? `sizing by ${label.toLowerCase()} needs a stop loss or a trailing stop`
    : undefined;
}

function findExitsProblem(exits: unknown): string | undefined {
  if (!Array.isArray(exits)) return `exits must be a list, was ${String(exits)}`;
  for (const exit of exits) {
    const problem = findChoiceProblem(exitRules, exit, 'exit');
    if (problem !== undefined) return problem;
  }
  const kinds = (exits as readonly Choice[]).map(({ kind }) => kind);
  const expected = exitRules
    .filter(({ kind, isRequired }) => isRequired === true || kinds.includes(kind))
    .map(({ kind }) => kind);
  return kinds.join() === expected.join()
    ? undefined
    : `exits must be ${expected.join(', ')}, was ${kinds.join(', ')}`;
}
