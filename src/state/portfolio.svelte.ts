import * as v from 'valibot';
import { tradePortfolio } from '../client/evaluate-client';
import { defaultsOf, type FieldValues, findFieldProblem } from '../core/fields';
import type { DatasetInfo, ModelInfo } from '../core/library';
import { limitFields } from '../core/trading/portfolio/portfolio';
import type { TradingSettings } from '../core/trading/settings';
import type { PortfolioRequest, PortfolioResult } from '../../workers/api/portfolio';
import type { AppState } from './app-state.svelte';
import { Job } from './job.svelte';
import { createOpener } from './open-state.svelte';
import { decideAside } from './own-rule.svelte';
import { Persisted } from './persisted.svelte';

const choicesSchema = v.object({
  /** Dataset and, unless it is the one in use, model of each symbol. */
  members: v.array(v.object({ datasetId: v.string(), modelId: v.optional(v.string()) })),
  limits: v.pipe(
    v.record(v.string(), v.number()),
    v.check((limits) => findFieldProblem(limitFields, limits) === undefined),
  ),
});

/** A dataset that can be traded, and how it was chosen. */
interface Candidate {
  readonly dataset: DatasetInfo;
  readonly isChosen: boolean;
  /** By whose probabilities it is traded; undefined for the model in use. */
  readonly modelId: string | undefined;
}

/** Several datasets on one capital: what is chosen, and what became of it. */
export class PortfolioState {
  readonly #app: Pick<AppState, 'library' | 'training'>;
  readonly #trade: typeof tradePortfolio;
  readonly #job = new Job();
  readonly #choices = new Persisted<v.InferOutput<typeof choicesSchema>>(
    'portfolio',
    { members: [], limits: defaultsOf(limitFields) },
    choicesSchema,
  );
  #fraction = $state(0);
  #found = $state.raw<
    { readonly request: PortfolioRequest; readonly result: PortfolioResult } | undefined
  >();

  /** The datasets of the interval of the one in use. */
  readonly candidates: readonly Candidate[] = $derived.by(() => {
    const { dataset, datasets } = this.#app.library;
    return datasets
      .filter(({ intervalMs }) => intervalMs === dataset?.intervalMs)
      .map((one) => {
        const chosen = this.#choices.current.members.find(({ datasetId }) => datasetId === one.id);
        return { dataset: one, isChosen: chosen !== undefined, modelId: chosen?.modelId };
      });
  });

  constructor(
    app: Pick<AppState, 'library' | 'training'>,
    trade: typeof tradePortfolio = tradePortfolio,
  ) {
    this.#app = app;
    this.#trade = trade;
  }

  get limits(): FieldValues {
    return this.#choices.current.limits;
  }

  get isRunning(): boolean {
    return this.#job.isRunning;
  }

  get failure(): string | undefined {
    return this.#job.failure;
  }

  /** How far the run is, 0 to 1. */
  get fraction(): number {
    return this.#fraction;
  }

  setLimit(name: string, value: number): void {
    const { current } = this.#choices;
    this.#choices.current = { ...current, limits: { ...current.limits, [name]: value } };
  }

  toggle({ id }: DatasetInfo): void {
    const { current } = this.#choices;
    const others = current.members.filter(({ datasetId }) => datasetId !== id);
    const isChosen = others.length < current.members.length;
    this.#choices.current = {
      ...current,
      members: isChosen ? others : [...others, { datasetId: id }],
    };
  }

  /** Chooses who trades a dataset; undefined for the model in use. */
  setModel({ id }: DatasetInfo, modelId: string | undefined): void {
    const { current } = this.#choices;
    this.#choices.current = {
      ...current,
      members: current.members.map((member) =>
        member.datasetId === id ? { datasetId: id, modelId } : member,
      ),
    };
  }

  /**
   * Returns what `settings` and the choices ask for, in the order of the candidates; undefined without a chosen dataset. `model` is
   * undefined where the strategy trades without one.
   */
  describe(model: ModelInfo | undefined, settings: TradingSettings): PortfolioRequest | undefined {
    const members = this.candidates
      .filter(({ isChosen }) => isChosen)
      .map(({ dataset, modelId = model?.id }) => ({
        datasetId: dataset.id,
        ...(modelId !== undefined && { modelId }),
      }));
    if (members.length === 0) return undefined;
    const { capital } = settings;
    return {
      members,
      settings,
      limits: { capital, ...(this.limits as FieldValues<(typeof limitFields)[number]['name']>) },
      backend: this.#app.training.choices.backend,
    };
  }

  /** What the last run found, unless something else is chosen by now. */
  resultOf(request: PortfolioRequest | undefined): PortfolioResult | undefined {
    const found = this.#found;
    return JSON.stringify(found?.request) === JSON.stringify(request) ? found?.result : undefined;
  }

  /** Trades what `describe` returned. */
  async run(request: PortfolioRequest): Promise<void> {
    this.#fraction = 0;
    const result = await this.#job.run((signal) =>
      this.#trade(
        request,
        (done, total) => {
          if (!signal.aborted) this.#fraction = done / total;
        },
        signal,
        decideAside,
      ),
    );
    if (result !== undefined) this.#found = { request, result };
  }

  cancel(): void {
    this.#job.cancel();
  }
}

/** Returns what trades several datasets on a page. */
export const openPortfolio = createOpener((app) => new PortfolioState(app));
