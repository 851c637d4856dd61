import { DataClient, subscribeToLibraryChanges } from '../client/data-client';
import type { DatasetInfo, ModelInfo } from '../core/library';
import type { TradingSettings } from '../core/trading/settings';
import type { AppState } from './app-state.svelte';
import { EvaluationState } from './evaluation.svelte';
import { LeakChecks } from './leak-checks.svelte';
import { StudiesState } from './studies.svelte';
import { TrialsState } from './trials.svelte';

/** All that judges models: verdict, walk-forwards, leak checks and the ledger of tries. */
export class Judging {
  readonly #app: AppState;
  /** Has a worker of its own: a check takes seconds, and lists must not wait for it. */
  readonly #client = new DataClient();
  readonly leakChecks = new LeakChecks(this.#client);
  readonly evaluation = new EvaluationState(this.leakChecks);
  readonly trials = new TrialsState(this.#client);
  readonly studies: StudiesState;

  constructor(app: AppState) {
    this.#app = app;
    this.studies = new StudiesState(app.library, app.training);
    subscribeToLibraryChanges(() => void this.trials.refresh());
  }

  /**
   * Judges a model on the out-of-sample bars of a dataset. A finished walk-forward of its configuration, which says more than
   * one test block, takes the place of the model.
   */
  async judge(dataset: DatasetInfo, model: ModelInfo, settings: TradingSettings): Promise<void> {
    const { library, training } = this.#app;
    const isInUse = library.dataset?.id === dataset.id && library.model?.id === model.id;
    const study = isInUse ? this.studies.find('walk-forward') : undefined;
    const studyId = study?.result && study.id;
    const subject = { dataset, model, settings, studyId };
    await this.evaluation.open(subject, training.choices.backend);
  }
}

const opened = new WeakMap<AppState, Judging>();

/** Returns what judges models on a page. Views ask for it, so that its code is loaded with them and not with the page. */
export function openJudging(app: AppState): Judging {
  const judging = opened.get(app) ?? new Judging(app);
  opened.set(app, judging);
  return judging;
}
