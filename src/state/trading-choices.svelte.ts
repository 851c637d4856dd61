import * as v from 'valibot';
import { findFieldProblem, type FieldValues, type NumberField } from '../core/fields';
import type { DatasetInfo, ModelInfo } from '../core/library';
import {
  choose,
  findChoiceProblem,
  findEntry,
  valuesOf,
  type Choice,
} from '../core/trading/choice';
import { holdExit } from '../core/trading/exits/hold';
import type { Costs } from '../core/trading/positions';
import {
  costsOn,
  defaultTradingSettings,
  findSettingsProblem,
  putExit,
  tradingFields,
  type TradingSettings,
} from '../core/trading/settings';
import { strategies } from '../core/trading/strategies/list';
import type { Strategy } from '../core/trading/strategies/strategy';
import { Persisted } from './persisted.svelte';

type ThresholdMode = 'preset' | 'custom';

/** What costs are stored for: a dataset, or a market without a dataset, which has only an id. */
type CostSubject = Pick<DatasetInfo, 'id' | 'sample'>;

/** How a person uses one strategy. */
interface StrategyUse {
  readonly mode: ThresholdMode;
  /** Name of a preset; '' where the strategy has none. */
  readonly preset: string;
  readonly custom: Choice;
}

type Rules = Omit<TradingSettings, 'strategy' | keyof Costs>;

interface Stored {
  /** Kind of the strategy in force. */
  readonly strategy: string;
  /** By kind; the default where nothing was chosen. */
  readonly uses: Readonly<Record<string, StrategyUse>>;
  readonly rules: Rules;
  /** Chosen costs by dataset id; where nothing was chosen, a sample market has its own costs, others Binance's. */
  readonly costs: Readonly<Record<string, Costs>>;
  /** Chosen bars to hold, by model id; the model's horizon where nothing was chosen. */
  readonly holdBars: Readonly<Record<string, number>>;
}

const {
  strategy: defaultStrategy,
  feeBps: _fee,
  slippageBps: _slippage,
  ...defaultRules
} = defaultTradingSettings;
const defaults: Stored = {
  strategy: defaultStrategy.kind,
  uses: {},
  rules: defaultRules,
  costs: {},
  holdBars: {},
};

/** What bars to hold are stored by where there is no model. */
const noModel = '';

/** All the trading settings that a person can choose; they survive a reload. */
export class TradingChoices {
  readonly #stored = new Persisted<Stored>('trading', defaults, storedSchema);

  get strategy(): Strategy {
    return findEntry(strategies, this.#stored.current.strategy);
  }

  set strategy({ kind }: Strategy) {
    this.#change({ strategy: kind });
  }

  get mode(): ThresholdMode {
    return this.#use.mode;
  }

  set mode(mode: ThresholdMode) {
    this.#changeUse({ mode });
  }

  /** Name of the preset that is chosen, in force or not. */
  get preset(): string {
    return this.#use.preset;
  }

  set preset(preset: string) {
    this.#changeUse({ preset });
  }

  /** The values that the user chose, in force or not. */
  get custom(): FieldValues {
    return valuesOf(this.strategy, this.#use.custom);
  }

  set custom(values: FieldValues) {
    this.#changeUse({ custom: { ...this.#use.custom, ...values } });
  }

  /** The texts that the user wrote for the strategy, by name; none for most. */
  get texts(): Readonly<Record<string, string>> {
    const { custom } = this.#use;
    const names = this.strategy.texts?.map(({ name }) => name) ?? [];
    return Object.fromEntries(names.map((name) => [name, String(custom[name])]));
  }

  set texts(texts: Readonly<Record<string, string>>) {
    this.#changeUse({
      mode: 'custom',
      custom: choose(this.strategy, { ...this.#use.custom, ...texts }),
    });
  }

  /** The settings in force for a dataset and a model, if there is one. */
  settingsFor(dataset: CostSubject, model: ModelInfo | undefined): TradingSettings {
    const { rules: stored, costs, holdBars } = this.#stored.current;
    const { filter, ...rules } = stored;
    const isOwn = this.strategy.isDecidedElsewhere === true && filter?.kind === this.strategy.kind;
    const bars = holdBars[model?.id ?? noModel] ?? model?.horizonBars;
    return {
      ...rules,
      strategy: this.#choice,
      ...(filter !== undefined && !isOwn && { filter }),
      exits: putExit(rules.exits, choose(holdExit, bars === undefined ? {} : { bars })),
      ...(costs[dataset.id] ?? costsOn(dataset)),
    };
  }

  /** Changes what `change` names; costs are stored by dataset, the bars to hold by model. */
  set(dataset: DatasetInfo, model: ModelInfo | undefined, change: Partial<TradingSettings>): void {
    const before = this.#stored.current;
    const now = this.settingsFor(dataset, model);
    const { strategy, feeBps: fee, slippageBps: slippage, ...rules } = change;
    const bars = rules.exits?.find(({ kind }) => kind === holdExit.kind)?.bars;
    if (strategy !== undefined) {
      this.strategy = findEntry(strategies, strategy.kind);
      this.#changeUse({ mode: 'custom', custom: strategy });
    }
    this.#change({
      rules: { ...before.rules, ...rules },
      ...(bars !== undefined && {
        holdBars: { ...before.holdBars, [model?.id ?? noModel]: Number(bars) },
      }),
      ...((fee !== undefined || slippage !== undefined) && {
        costs: {
          ...before.costs,
          [dataset.id]: {
            feeBps: fee ?? now.feeBps,
            slippageBps: slippage ?? now.slippageBps,
          },
        },
      }),
    });
  }

  /** Puts whole settings in force, such as those of a link; the values of a preset are that preset. */
  adopt(dataset: DatasetInfo, model: ModelInfo | undefined, settings: TradingSettings): void {
    const { strategy: _, feeBps: __, slippageBps: ___, ...rules } = settings;
    this.set(dataset, model, settings);
    // What these settings leave out is not kept from those before.
    this.#change({ rules });
    const values = valuesOf(this.strategy, settings.strategy);
    const preset = this.strategy.presets.find((one) =>
      Object.keys(values).every((name) => one.values[name] === values[name]),
    );
    if (preset !== undefined) this.#changeUse({ mode: 'preset', preset: preset.name });
  }

  get #use(): StrategyUse {
    const { kind } = this.strategy;
    return this.#stored.current.uses[kind] ?? defaultUse(this.strategy);
  }

  /** The strategy as it is used now. */
  get #choice(): Choice {
    const { mode, preset, custom } = this.#use;
    const named = this.strategy.presets.find(({ name }) => name === preset);
    return mode === 'preset' && named !== undefined ? choose(this.strategy, named.values) : custom;
  }

  #changeUse(change: Partial<StrategyUse>): void {
    const { uses } = this.#stored.current;
    this.#change({ uses: { ...uses, [this.strategy.kind]: { ...this.#use, ...change } } });
  }

  #change(change: Partial<Stored>): void {
    this.#stored.current = { ...this.#stored.current, ...change };
  }
}

/** Returns the preset whose values are the strategy's defaults, else its first one; custom values without presets. */
function defaultUse(strategy: Strategy): StrategyUse {
  const custom = choose(strategy);
  const { presets, fields } = strategy;
  const isDefault = (values: FieldValues) =>
    fields.every((field) => values[field.name] === field.default);
  const preset = presets.find(({ values }) => isDefault(values)) ?? presets[0];
  return preset === undefined
    ? { mode: 'custom', preset: '', custom }
    : { mode: 'preset', preset: preset.name, custom };
}

const numberOf = (field: NumberField) =>
  v.custom<number>((value) => findFieldProblem([field], { [field.name]: value }) === undefined);

const costsSchema = v.object({
  feeBps: numberOf(tradingFields.feeBps),
  slippageBps: numberOf(tradingFields.slippageBps),
});

const useSchema = v.object({
  mode: v.picklist(['preset', 'custom']),
  preset: v.string(),
  custom: v.custom<Choice>(
    (choice) => findChoiceProblem(strategies, choice, 'strategy') === undefined,
  ),
});

/** Accepts rules that are valid with any strategy and costs. */
const rulesSchema = v.custom<Rules>(
  (rules) => findSettingsProblem({ ...defaultTradingSettings, ...Object(rules) }) === undefined,
);

/** Each part that is no longer usable falls back to its default, independently of the others. */
const storedSchema = v.object({
  strategy: v.fallback(v.picklist(strategies.map(({ kind }) => kind)), defaults.strategy),
  uses: v.fallback(v.record(v.string(), useSchema), {}),
  rules: v.fallback(
    v.pipe(
      rulesSchema,
      v.transform((rules) => ({ ...defaultRules, ...rules })),
    ),
    defaultRules,
  ),
  costs: v.fallback(v.record(v.string(), costsSchema), {}),
  holdBars: v.fallback(v.record(v.string(), numberOf(holdExit.fields[0])), {}),
});
