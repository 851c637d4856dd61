import type { Component } from 'svelte';
import type { Bars } from '../../../../core/bars/bars';
import type { DatasetInfo, ModelInfo } from '../../../../core/library';
import type { AppState } from '../../../../state/app-state.svelte';
import type { EvaluationState } from '../../../../state/evaluation.svelte';
import type { SimulationState } from '../../../../state/simulation.svelte';

/** What every tool under the chart gets. */
export interface ToolProps {
  readonly app: AppState;
  readonly dataset: DatasetInfo;
  /** Undefined where the strategy trades without one. */
  readonly model: ModelInfo | undefined;
  /** Bars of `dataset`, once they are loaded. */
  readonly bars: Bars | undefined;
  readonly simulation: SimulationState;
  /** Judges the same model on the same bars by the same settings. */
  readonly evaluation: EvaluationState;
}

/** A panel that opens under the chart of a simulation. */
export interface Tool {
  /** Unique; stored, so it must never change. */
  readonly id: string;
  readonly label: string;
  /** What it is for, in a sentence. */
  readonly meaning: string;
  /** Loads its component when it is first opened. */
  readonly load: () => Promise<{ readonly default: Component<ToolProps> }>;
}
