import type { DatasetInfo } from '../core/library';
import type { ImportState } from './import.svelte';
import type { LibraryState } from './library.svelte';
import type { Router, ViewName } from './router.svelte';
import type { SimulationState } from './simulation.svelte';
import type { TrainingState } from './training.svelte';

/** The stops of the guided way through the page, in their order; each is a view. */
export const tourStops = ['data', 'train', 'evaluate', 'simulate'] as const satisfies ViewName[];

export type TourStop = (typeof tourStops)[number];

/** What it takes of the state of the page. */
interface VisitedPage {
  readonly router: Pick<Router, 'current' | 'go'>;
  readonly library: Pick<LibraryState, 'dataset' | 'datasets' | 'model' | 'models' | 'useDataset'>;
  readonly importing: Pick<ImportState, 'addSample' | 'cancel'>;
  /** Undefined until it has been opened, as the next one. */
  readonly openedTraining: TrainingState | undefined;
  readonly openedSimulation: Pick<SimulationState, 'open' | 'restart' | 'start'> | undefined;
  openTraining(): Promise<TrainingState>;
}

/** What the page does of itself on the sample market, for a person who looks on. */
export class SampleVisit {
  readonly #app: VisitedPage;
  #isPreparing = $state(false);
  #stop = $state<TourStop | undefined>();

  constructor(app: VisitedPage) {
    this.#app = app;
  }

  /** Whether the market and the model of a replay that `watch` will start are being made. */
  get isPreparing(): boolean {
    return this.#isPreparing;
  }

  /** Where the guided way is; undefined while nobody goes it. */
  get stop(): TourStop | undefined {
    return this.#stop;
  }

  /** What must be there before the way goes on is there. */
  get isReady(): boolean {
    const { library, openedTraining } = this.#app;
    switch (this.#stop) {
      case 'data':
        return isSample(library.dataset);
      case 'train':
        return openedTraining?.isRunning !== true && library.model !== undefined;
      default:
        return true;
    }
  }

  /** Opens a running replay of the sample market by the model that comes with the page. */
  async watch(): Promise<void> {
    if (this.#isPreparing) return;
    const { router, library } = this.#app;
    this.#isPreparing = true;
    router.go('simulate');
    try {
      const training = await this.#app.openTraining();
      training.warmUpForSampleModel();
      if (!(await this.#useSample())) return this.#giveUp('data');
      const model = await training.useSampleModel();
      if (model === undefined) return this.#giveUp('train');
      if (router.current === 'simulate' && library.model?.id === model.id) this.#replay(training);
    } finally {
      this.#isPreparing = false;
    }
  }

  /** Ends the preparation of `watch`; what is stored by then stays. */
  cancel(): void {
    this.#app.importing.cancel();
    this.#app.openedTraining?.cancel();
  }

  /** Begins the guided way: the sample market, then a training, its judgement and a replay, each when the person goes on. */
  async show(): Promise<void> {
    this.#stop = 'data';
    this.#app.router.go('data');
    if (!(await this.#useSample())) this.#stop = undefined;
  }

  /** Goes on to the next stop and does what is shown there; after the last one the way is over. */
  async next(): Promise<void> {
    if (this.#stop === undefined || !this.isReady) return;
    this.#stop = tourStops[tourStops.indexOf(this.#stop) + 1];
    if (this.#stop === undefined) return;
    this.#app.router.go(this.#stop);
    const training = await this.#app.openTraining();
    if (this.#stop === 'train') await training.start();
    if (this.#stop === 'simulate') this.#replay(training);
  }

  /** Leaves the guided way; what runs goes on. */
  leave(): void {
    this.#stop = undefined;
  }

  /** Uses the sample market, which is made where it is not stored; whether there is one. */
  async #useSample(): Promise<boolean> {
    const { library, importing } = this.#app;
    const { datasetId } = library.models.find(({ isBuiltIn }) => isBuiltIn === true) ?? {};
    const kept = library.datasets.find(({ id }) => id === datasetId);
    await (kept === undefined ? importing.addSample('edge') : library.useDataset(kept.id));
    return isSample(library.dataset);
  }

  /** Runs the replay of what is in use from its start. */
  #replay({ choices }: TrainingState): void {
    const { library, openedSimulation: simulation } = this.#app;
    if (library.dataset === undefined || simulation === undefined) return;
    void simulation.open(library.dataset, library.model, choices.backend);
    simulation.restart();
    simulation.start();
  }

  /** Shows what went wrong where it is told, unless the person has gone elsewhere. */
  #giveUp(view: ViewName): void {
    if (this.#app.router.current === 'simulate') this.#app.router.go(view);
  }
}

function isSample(dataset: DatasetInfo | undefined): boolean {
  return dataset?.sample?.kind === 'edge';
}
