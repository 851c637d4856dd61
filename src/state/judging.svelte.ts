import { DataClient, subscribeToLibraryChanges } from '../client/data-client';
import type { DatasetInfo, ModelInfo } from '../core/library';
import type { TradingSettings } from '../core/trading/settings';
import type { AppState } from './app-state.svelte';
import { EvaluationState } from './evaluation.svelte';
import { FoldModels } from './fold-models.svelte';
import { LeakChecks } from './leak-checks.svelte';
import { createOpener } from './open-state.svelte';
import { decideAside } from './own-rule.svelte';
import { StudiesState } from './studies.svelte';
import { TrialsState } from './trials.svelte';

/** All that judges models: verdict, walk-forwards and their models, leak checks and the ledger of tries. */
export class Judging {
  readonly #app: AppState;
  /** Has a worker of its own: a check takes seconds, and lists must not wait for it. */
  readonly #client = new DataClient();
  readonly leakChecks = new LeakChecks(this.#client, decideAside);
  readonly evaluation = new EvaluationState(this.leakChecks);
  readonly foldModels = new FoldModels();
  readonly trials = new TrialsState(new DataClient());
  readonly studies: StudiesState;

  constructor(app: AppState) {
    this.#app = app;
    this.studies = new StudiesState(app.library, app.training);
    subscribeToLibraryChanges(() => void this.trials.refresh());
  }

  /**
   * Judges a model on the out-of-sample bars of a dataset. A finished walk-forward of its configuration (`findStudy`), which
   * says more than one test block, takes the place of the model.
   */
  judge(
    dataset: DatasetInfo,
    model: ModelInfo,
    settings: TradingSettings,
    studyId: string | undefined,
  ): Promise<void> {
    const { backend } = this.#app.training.choices;
    return this.evaluation.open({ dataset, model, settings, studyId }, backend);
  }

  /**
   * The finished walk-forward of a model's configuration over a dataset; undefined where there is none, and for a model of
   * several markets, whose walk-forward learns from this one alone.
   */
  findStudy(dataset: DatasetInfo, model: ModelInfo): string | undefined {
    const { library } = this.#app;
    const isInUse = library.dataset?.id === dataset.id && library.model?.id === model.id;
    const study =
      isInUse && model.pool === undefined ? this.studies.find('walk-forward') : undefined;
    return study?.result && study.id;
  }
}

/** Returns what judges models on a page. */
export const openJudging = createOpener((app) => new Judging(app));
