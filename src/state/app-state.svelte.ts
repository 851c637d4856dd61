import { DataClient, requestPersistence, subscribeToLibraryChanges } from '../client/data-client';
import { readDataParameter } from '../client/url-fetch/data-parameter';
import type { DatasetInfo, ModelInfo } from '../core/library';
import type { TradingSettings } from '../core/trading/settings';
import { Appearance } from './appearance.svelte';
import { ConversionState } from './conversion.svelte';
import { DownloadState } from './download.svelte';
import { EvaluationState } from './evaluation.svelte';
import { ExtraChecks } from './extra-checks.svelte';
import { ImportPreviewState } from './import-preview.svelte';
import { ImportState, type FetchUrl } from './import.svelte';
import { LibraryState } from './library.svelte';
import { LeakChecks } from './leak-checks.svelte';
import { LazyLive } from './live/lazy-live.svelte';
import { NoticeState } from './notices.svelte';
import { Router } from './router.svelte';
import { SimulationState } from './simulation.svelte';
import { StudiesState } from './studies.svelte';
import { StorageState } from './storage.svelte';
import { TrainingState } from './training.svelte';
import { TrialsState } from './trials.svelte';

/** Loads its code with the first address that is fetched, not with the page. */
const fetchUrl: FetchUrl = async (...call) =>
  (await import('../client/url-fetch/fetch-url')).fetchUrl(...call);

/** The state of the whole page, created once. */
export class AppState {
  readonly #client = new DataClient();
  /** Has a worker of its own, for what ends with each choice that changes. */
  readonly #aside = new DataClient();
  readonly router = new Router();
  readonly appearance = new Appearance();
  readonly notices = new NoticeState();
  readonly library = new LibraryState(
    this.#client,
    new StorageState(this.#client, requestPersistence, this.notices),
    this.notices,
  );
  readonly importing = new ImportState(
    this.#client,
    this.library,
    this.notices,
    fetchUrl,
    new ImportPreviewState(this.#aside),
  );
  readonly converting = new ConversionState(this.#client, this.library, this.notices);
  /** Has its own worker, so that a download and an import can be cancelled independently. */
  readonly downloading = new DownloadState(
    new DataClient(),
    this.library,
    this.notices,
    () => this.router.current === 'data',
  );
  readonly extraChecks = new ExtraChecks(this.#aside);
  readonly leakChecks = new LeakChecks(this.#aside);
  readonly training = new TrainingState(this.library);
  readonly studies = new StudiesState(this.library, this.training);
  readonly evaluation = new EvaluationState(this.leakChecks);
  readonly trials = new TrialsState(this.#client);
  readonly simulation = new SimulationState();
  readonly live: LazyLive = new LazyLive(this);

  /**
   * Judges a model on the out-of-sample bars of a dataset. A finished walk-forward of its configuration, which says more than
   * one test block, takes the place of the model.
   */
  async judge(dataset: DatasetInfo, model: ModelInfo, settings: TradingSettings): Promise<void> {
    const { library, studies, training, evaluation } = this;
    const isInUse = library.dataset?.id === dataset.id && library.model?.id === model.id;
    const study = isInUse ? studies.find('walk-forward') : undefined;
    const studyId = study?.result && study.id;
    await evaluation.open({ dataset, model, settings, studyId }, training.choices.backend);
  }

  /** Lists what is stored, then follows changes of other tabs, and imports the data that `?data=` names. */
  async start(): Promise<void> {
    await this.library.load();
    // After the first screen, which does not need the code of exchanges.
    void this.downloading.loadExchanges(() => this.#client.listExchanges());
    subscribeToLibraryChanges(() => {
      void this.library.refresh();
      void this.trials.refresh();
    });
    // Where storage or the network fails, the Live view says so when it is opened.
    void this.live.resume().catch(() => undefined);
    const asked = readDataParameter(location);
    if (asked.kind === 'refused') this.importing.refuse(new Error(asked.problem));
    else if (asked.urls.length > 0) await this.importing.openUrls(asked.urls);
    else return;
    // Whatever view the address names, the person must answer in this one.
    if (this.importing.question ?? this.importing.refusal) this.router.go('data');
  }
}
