import * as v from 'valibot';
import { listTrainableKinds } from '../core/models/spec';
import { runSearch } from '../client/search-client';
import { describeSource, featurePresets, keepUsable, pickPreset } from '../core/features/choice';
import { defaultsOf, findFieldProblem, type NumberField } from '../core/fields';
import { type Configuration, drawConfiguration } from '../core/search/draw-configuration';
import { findWinner } from '../core/search/plan-search';
import {
  type FeatureSet,
  searchMethods,
  type SearchRequest,
  searchRequestSchema,
  searchTrySchema,
  type SearchTry,
} from '../core/search/search';
import type { SearchEvent } from '../../workers/api/train';
import type { AppState } from './app-state.svelte';
import { Job } from './job.svelte';
import { Persisted } from './persisted.svelte';
import { countWorkers, describeRequest } from './training-choices';

/** The numbers of the form. */
export const searchFields: readonly NumberField<'minutes'>[] = [
  { name: 'minutes', label: 'Minutes', default: 5, min: 0.1, max: 600, step: 1 },
];

const choicesSchema = v.pipe(
  v.object({
    minutes: v.number(),
    kinds: v.array(v.picklist(listTrainableKinds().map(({ name }) => name))),
    presets: v.array(v.picklist(featurePresets.map(({ name }) => name))),
    method: v.picklist(searchMethods),
    variesHorizon: v.boolean(),
  }),
  v.check((choices) => findFieldProblem(searchFields, choices) === undefined),
  v.readonly(),
);

/** What a person chooses of a search. */
type SearchChoices = v.InferOutput<typeof choicesSchema>;

const defaultChoices: SearchChoices = {
  ...defaultsOf(searchFields),
  // Those that are made of others take as long as all of them.
  kinds: listTrainableKinds().flatMap(({ name, listMembers }) =>
    listMembers === undefined ? name : [],
  ),
  presets: featurePresets.map(({ name }) => name),
  method: 'halving',
  variesHorizon: false,
};

const keptSchema = v.nullable(
  v.pipe(
    v.object({
      request: searchRequestSchema,
      tries: v.pipe(v.array(searchTrySchema), v.readonly()),
      /** Whether it ran until its budget was spent. */
      isDone: v.boolean(),
    }),
    v.readonly(),
  ),
);

type Kept = v.InferOutput<typeof keptSchema>;

/** A try with what it trained. */
interface ListedTry extends SearchTry {
  readonly trained: Configuration;
  readonly isWinner: boolean;
}

/** A search for a better configuration: choices before it, progress while it runs, its tries. They outlive a reload. */
export class SearchState {
  readonly #app: Pick<AppState, 'library' | 'training'>;
  readonly #run: typeof runSearch;
  readonly #job = new Job();
  readonly #choices = new Persisted<SearchChoices>('search-choices', defaultChoices, choicesSchema);
  readonly #kept = new Persisted<Kept>('search', null, keptSchema);
  #event = $state.raw<SearchEvent | undefined>();

  /** The search over the dataset in use: that which runs, or else the last one. */
  readonly #shown: Kept = $derived.by(() => {
    const kept = this.#kept.current;
    return kept?.request.datasetId === this.#app.library.dataset?.id ? kept : null;
  });
  /** The best ones first: those on most bars, then by their score. */
  readonly tries: readonly ListedTry[] = $derived.by(() => {
    const shown = this.#shown;
    if (shown === null) return [];
    const winner = findWinner(shown.tries);
    return shown.tries
      .map((one) => ({
        ...one,
        trained: drawConfiguration(shown.request, one.configuration),
        isWinner: one === winner,
      }))
      .sort((a, b) => b.rung - a.rung || (b.score || 0) - (a.score || 0));
  });

  constructor(app: Pick<AppState, 'library' | 'training'>, run: typeof runSearch = runSearch) {
    this.#app = app;
    this.#run = run;
  }

  get choices(): SearchChoices {
    return this.#choices.current;
  }

  choose(change: Partial<SearchChoices>): void {
    this.#choices.current = { ...this.#choices.current, ...change };
  }

  get isRunning(): boolean {
    return this.#job.isRunning;
  }

  get failure(): string | undefined {
    return this.#job.failure;
  }

  /** The last report of the search that is running. */
  get event(): SearchEvent | undefined {
    return this.#event;
  }

  /** What was asked of the search whose tries are shown. */
  get request(): SearchRequest | undefined {
    return this.#shown?.request;
  }

  /** Of the search that is running, or of the last one. */
  get seconds(): number {
    return this.#event?.seconds ?? sumSeconds(this.#shown?.tries ?? []);
  }

  /** Whether the search whose tries are shown was stopped before its time. */
  get isUnfinished(): boolean {
    return !this.isRunning && this.#shown?.isDone === false;
  }

  /** Why no search can start; undefined where one can. */
  get problem(): string | undefined {
    if (this.choices.kinds.length === 0) return 'Tick at least one kind of model.';
    return this.choices.presets.length === 0 ? 'Tick at least one set of features.' : undefined;
  }

  /** Searches anew over the dataset in use, in place of an earlier search. */
  async start(): Promise<void> {
    const { library, training } = this.#app;
    const { dataset } = library;
    if (dataset === undefined || this.isRunning || this.problem !== undefined) return;
    const { minutes, kinds, method, variesHorizon } = this.choices;
    const { label, horizonBars, options } = describeRequest(dataset.id, training.choices);
    const request = {
      datasetId: dataset.id,
      label,
      horizonBars,
      variesHorizon,
      kinds,
      featureSets: this.#listFeatureSets(),
      method,
      budgetSeconds: 60 * minutes,
      options,
    };
    await this.#search(request, []);
  }

  /** Goes on with the search whose tries are shown. */
  async resume(): Promise<void> {
    const shown = this.#shown;
    if (shown !== null) await this.#search(shown.request, shown.tries);
  }

  /** Shows the finished tries of a search that ran elsewhere, in place of an earlier search. */
  adopt(request: SearchRequest, tries: readonly SearchTry[]): void {
    if (!this.isRunning) this.#kept.current = { request, tries, isDone: true };
  }

  cancel(): void {
    this.#job.cancel();
  }

  dismiss(): void {
    this.#job.dismiss();
  }

  /** Trains the best configuration on all training bars, as any model is; it is judged on the test block then. */
  async useWinner(): Promise<void> {
    const { request, tries } = this;
    const winner = tries.find(({ isWinner }) => isWinner);
    if (request === undefined || winner === undefined) return;
    const { spec, featureSet, horizonBars, learningRate } = winner.trained;
    const { maxEpochs, seed } = request.options;
    const { training } = this.#app;
    training.choose({
      ...{ spec, label: request.label, horizonBars, learningRate, maxEpochs, seed },
      features: featureSet.features,
    });
    await training.start();
  }

  async #search(request: SearchRequest, finished: readonly SearchTry[]): Promise<void> {
    if (this.isRunning) return;
    const { backend, workers } = this.#app.training.choices;
    this.#kept.current = { request, tries: finished, isDone: false };
    const tries = await this.#job.run((signal) =>
      this.#run(
        request,
        finished,
        { backend, workers: countWorkers(workers) },
        (event) => {
          if (signal.aborted) return;
          this.#event = event;
          if (event.tries.length !== this.#kept.current?.tries.length) {
            this.#kept.current = { request, tries: event.tries, isDone: false };
          }
        },
        signal,
      ),
    );
    this.#event = undefined;
    if (tries !== undefined) this.#kept.current = { request, tries, isDone: true };
  }

  /** What the chosen presets are of the dataset in use; those that come to the same count once. */
  #listFeatureSets(): readonly FeatureSet[] {
    const { dataset } = this.#app.library;
    if (dataset === undefined) return [];
    const sets = featurePresets
      .filter(({ name }) => this.choices.presets.includes(name))
      .map((preset) => ({
        label: preset.label,
        features: keepUsable(pickPreset(preset, dataset.intervalMs), describeSource(dataset)).map(
          ({ name }) => name,
        ),
      }));
    return sets.filter(
      ({ features }, at) =>
        sets.findIndex((other) => other.features.join() === features.join()) === at,
    );
  }
}

function sumSeconds(tries: readonly SearchTry[]): number {
  return tries.reduce((sum, { seconds }) => sum + seconds, 0);
}
