import { compareModels } from '../client/evaluate-client';
import { findCombineProblem } from '../core/combine-models';
import type { ModelInfo } from '../core/library';
import type { ComparedFigures, ModelComparison } from '../core/verdict/compare-models';
import type { AppState } from './app-state.svelte';
import { messageOf } from './message';

/** A model beside others. */
interface ComparedModel {
  readonly model: ModelInfo;
  readonly figures: ComparedFigures;
}

/** Models that a person has ticked, and how they compare. */
export class ComparisonState {
  readonly #app: Pick<AppState, 'library' | 'training'>;
  readonly #compare: typeof compareModels;
  #abort = new AbortController();
  #tickedIds = $state.raw<readonly string[]>([]);
  #referenceId = $state<string | undefined>();
  #fraction = $state<number | undefined>();
  #failure = $state<string | undefined>();
  #found = $state.raw<
    { readonly models: readonly ModelInfo[]; readonly comparison: ModelComparison } | undefined
  >();

  /** In the order in which they were ticked, as far as they are still there. */
  readonly ticked: readonly ModelInfo[] = $derived.by(() => {
    const { models } = this.#app.library;
    return this.#tickedIds.flatMap((id) => models.find((model) => model.id === id) ?? []);
  });
  /** The model that the others are compared with: as chosen, else the first that was ticked. */
  readonly reference: ModelInfo | undefined = $derived(
    this.ticked.find(({ id }) => id === this.#referenceId) ?? this.ticked[0],
  );

  constructor(
    app: Pick<AppState, 'library' | 'training'>,
    compare: typeof compareModels = compareModels,
  ) {
    this.#app = app;
    this.#compare = compare;
  }

  /** How far the comparison is, 0 to 1; undefined where none is running. */
  get fraction(): number | undefined {
    return this.#fraction;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  /** Of the ticked models; undefined until they have been compared. */
  get comparison(): ModelComparison | undefined {
    const found = this.#found;
    return found?.models.map(({ id }) => id).join() === this.ticked.map(({ id }) => id).join()
      ? found.comparison
      : undefined;
  }

  /** The compared models with their figures, the reference first. */
  get rows(): readonly ComparedModel[] {
    const { comparison, ticked, reference } = this;
    if (comparison === undefined) return [];
    const rows = ticked.map((model, at) => ({ model, figures: comparison.models[at] }));
    return rows.sort((a, b) => Number(b.model === reference) - Number(a.model === reference));
  }

  /** Where the reference is among the ticked models, which is its place in `aucOver`. */
  get referenceAt(): number {
    return this.reference === undefined ? -1 : this.ticked.indexOf(this.reference);
  }

  isTicked({ id }: ModelInfo): boolean {
    return this.#tickedIds.includes(id);
  }

  /** Why a model cannot be compared with those that are ticked; undefined where it can. */
  findProblem(model: ModelInfo): string | undefined {
    const [first] = this.ticked;
    if (first === undefined || this.isTicked(model)) return undefined;
    if (model.datasetId !== first.datasetId) return 'It was trained on another dataset.';
    if (model.label !== first.label) return 'It learned another label.';
    return model.horizonBars === first.horizonBars ? undefined : 'It has another horizon.';
  }

  /** Ticks a model or takes its tick away, and compares those that are ticked then. */
  async toggle(model: ModelInfo): Promise<void> {
    if (this.findProblem(model) !== undefined) return;
    const { id } = model;
    const others = this.ticked.map((one) => one.id).filter((one) => one !== id);
    this.#tickedIds = this.isTicked(model) ? others : [...others, id];
    await this.compare();
  }

  /** Why the ticked models cannot become one ensemble; undefined where they can. */
  get combineProblem(): string | undefined {
    if (this.#app.training.isRunning) return 'A model is being trained.';
    return findCombineProblem(this.ticked);
  }

  /** Makes one ensemble of the ticked models, and compares it with them. */
  async combine(): Promise<void> {
    if (this.combineProblem !== undefined) return;
    const { training } = this.#app;
    await training.combine(this.ticked);
    const { status } = training;
    if (status.kind === 'done') await this.toggle(status.model);
    else if (status.kind === 'failed') this.#failure = status.message;
  }

  chooseReference(id: string): void {
    this.#referenceId = id;
  }

  clear(): void {
    this.#abort.abort();
    this.#fraction = undefined;
    this.#failure = undefined;
    this.#tickedIds = [];
  }

  /** Compares the ticked models; a comparison that is running ends. */
  async compare(): Promise<void> {
    this.#abort.abort();
    this.#fraction = undefined;
    this.#failure = undefined;
    const models = this.ticked;
    if (models.length < 2) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#fraction = 0;
    const request = {
      datasetId: models[0].datasetId,
      modelIds: models.map(({ id }) => id),
      backend: this.#app.training.choices.backend,
    };
    const take = (done: number, total: number): void => {
      if (!abort.signal.aborted) this.#fraction = done / total;
    };
    try {
      const comparison = await this.#compare(request, take, abort.signal);
      if (!abort.signal.aborted) this.#found = { models, comparison };
    } catch (error) {
      if (!abort.signal.aborted) this.#failure = messageOf(error);
    } finally {
      if (!abort.signal.aborted) this.#fraction = undefined;
    }
  }
}
