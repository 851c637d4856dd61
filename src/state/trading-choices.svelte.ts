import type { DatasetInfo, ModelInfo } from '../core/library';
import { defaultTradingSettings, type TradingSettings } from '../core/trading/settings';
import {
  type StrategyName,
  strategyPresets,
  type Thresholds,
} from '../core/trading/strategies/thresholds';
import { likeDefaults, Persisted } from './persisted.svelte';

export type ThresholdMode = 'preset' | 'custom';

interface Costs {
  readonly feeBps: number;
  readonly slippageBps: number;
}

/** What costs belong to; a market that no dataset came from has only a name. */
type CostSubject = Pick<DatasetInfo, 'id' | 'sample'>;

interface Stored {
  readonly mode: ThresholdMode;
  readonly preset: StrategyName;
  readonly custom: Thresholds;
  readonly rules: Omit<TradingSettings, 'thresholds' | 'feeBps' | 'slippageBps' | 'holdBars'>;
  /** What the user chose; a sample market brings its own costs, Binance's hold elsewhere. */
  readonly costs: Readonly<Record<string, Costs>>;
  /** By model; its horizon where the user chose nothing. */
  readonly holdBars: Readonly<Record<string, number>>;
}

const { thresholds, feeBps, slippageBps, holdBars: _, ...defaultRules } = defaultTradingSettings;
const defaults: Stored = {
  mode: 'preset',
  preset: 'balanced',
  custom: thresholds,
  rules: defaultRules,
  costs: {},
  holdBars: {},
};

/** Everything between a probability and a trade that the user can choose; survives a reload. */
export class TradingChoices {
  readonly #stored = new Persisted<Stored>('trading', defaults, likeDefaults(defaults));

  get mode(): ThresholdMode {
    return this.#stored.current.mode;
  }

  set mode(mode: ThresholdMode) {
    this.#change({ mode });
  }

  get preset(): StrategyName {
    return this.#stored.current.preset;
  }

  set preset(preset: StrategyName) {
    this.#change({ preset });
  }

  get custom(): Thresholds {
    return this.#stored.current.custom;
  }

  set custom(custom: Thresholds) {
    this.#change({ custom });
  }

  /** The settings in force for a dataset and a model. */
  settingsFor(dataset: CostSubject, model: ModelInfo): TradingSettings {
    const { mode, preset, custom, rules, costs, holdBars: holds } = this.#stored.current;
    return {
      // A rule that came with a later version is not among those that were stored.
      ...defaultRules,
      ...rules,
      thresholds: mode === 'preset' ? strategyPresets[preset].thresholds : custom,
      holdBars: holds[model.id] ?? model.horizonBars,
      ...(costs[dataset.id] ?? costsOf(dataset)),
    };
  }

  /** Takes over what `change` names; costs are remembered by dataset, the hold by model. */
  set(dataset: DatasetInfo, model: ModelInfo, change: Partial<TradingSettings>): void {
    const before = this.#stored.current;
    const now = this.settingsFor(dataset, model);
    const {
      thresholds: custom,
      holdBars: hold,
      feeBps: fee,
      slippageBps: slippage,
      ...rules
    } = {
      ...change,
    };
    this.#change({
      rules: { ...before.rules, ...rules },
      ...(custom && { custom, mode: 'custom' as const }),
      ...(hold !== undefined && { holdBars: { ...before.holdBars, [model.id]: hold } }),
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

  /** Back to the defaults for this dataset and model; thresholds too. */
  reset(): void {
    this.#stored.current = defaults;
  }

  #change(change: Partial<Stored>): void {
    this.#stored.current = { ...this.#stored.current, ...change };
  }
}

/** What trading costs where nobody chose: a sample market brings its own, else Binance's spot fee. */
function costsOf({ sample }: CostSubject): Costs {
  return {
    feeBps: sample?.feeBps ?? feeBps,
    slippageBps: sample?.slippageBps ?? slippageBps,
  };
}
