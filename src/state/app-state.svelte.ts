import * as v from 'valibot';
import { DataClient, requestPersistence, subscribeToLibraryChanges } from '../client/data-client';
import { chartSettingsSchema, defaultChartSettings } from '../core/chart-settings';
import { loadOnce } from '../core/load-once';
import { readDataParameter } from '../client/url-fetch/data-parameter';
import { Appearance } from './appearance.svelte';
import { Commands } from './commands';
import { ConversionState } from './conversion.svelte';
import { DownloadState } from './download.svelte';
import { ExtraChecks } from './extra-checks.svelte';
import { ImportPreviewState } from './import-preview.svelte';
import { ImportState, type FetchUrl } from './import.svelte';
import { isAnyJobRunning } from './job.svelte';
import { LibraryState } from './library.svelte';
import { LazyLive } from './live/lazy-live.svelte';
import { NewVersion } from './new-version.svelte';
import { NoticeState } from './notices.svelte';
import { Persisted } from './persisted.svelte';
import { Router } from './router.svelte';
import type { SampleVisit } from './sample-visit.svelte';
import type { SimulationState } from './simulation.svelte';
import { StorageState } from './storage.svelte';
import type { TrainingState } from './training.svelte';

/** Loads its code with the first address that is fetched, not with the page. */
const fetchUrl: FetchUrl = async (...call) =>
  (await import('../client/url-fetch/fetch-url')).fetchUrl(...call);

/** After this time the page is stored for use without a network. */
const storeDelayMs = 1000;

/** The state of the whole page, created once. */
export class AppState {
  readonly #client = new DataClient();
  /** Has a worker of its own, for what ends with each choice that changes. */
  readonly #aside = new DataClient();
  readonly router = new Router();
  readonly appearance = new Appearance();
  /** Which layers market charts show, and how. */
  readonly chart = new Persisted('chart', defaultChartSettings, chartSettingsSchema);
  readonly newVersion = new NewVersion(() => this.#findBusy());
  readonly notices = new NoticeState(() => this.newVersion.notice);
  /** What the page last said this browser goes without: said once, since it changes seldom. */
  readonly toldLimits = new Persisted('browser-limits-told', '', v.string());
  readonly commands = new Commands();
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
  readonly live: LazyLive = new LazyLive(this);

  #training = $state.raw<TrainingState | undefined>();
  #simulation = $state.raw<SimulationState | undefined>();
  #visit = $state.raw<SampleVisit | undefined>();

  /** Throws until `openTraining` has been awaited, as all views but the first one do. */
  get training(): TrainingState {
    if (this.#training === undefined) throw new Error('training: openTraining must come first');
    return this.#training;
  }

  /** `training`, or undefined until it has been opened. */
  get openedTraining(): TrainingState | undefined {
    return this.#training;
  }

  /** Throws until `openTraining` has been awaited. */
  get simulation(): SimulationState {
    if (this.#simulation === undefined) throw new Error('simulation: openTraining must come first');
    return this.#simulation;
  }

  /** `simulation`, or undefined until it has been opened. */
  get openedSimulation(): SimulationState | undefined {
    return this.#simulation;
  }

  /**
   * Loads all kinds of models, features and labels, and all rules of trading, which the first screen does without. A failure is
   * thrown, and the next call tries again.
   */
  readonly openTraining = loadOnce(async () => {
    const [{ TrainingState }, { SimulationState }] = await Promise.all([
      import('./training.svelte'),
      import('./simulation.svelte'),
    ]);
    this.#simulation = new SimulationState();
    const training = new TrainingState(this.library, this.extraChecks, (text, offer) => {
      // The Train view says it itself.
      if (this.router.current === 'train') return;
      const run = () => training.switchModel();
      this.notices.show(text, ...(offer === undefined ? [] : [{ label: offer, run }]));
    });
    return (this.#training = training);
  });

  /** What the page does of itself on the sample market, or undefined until it has been opened. */
  get openedVisit(): SampleVisit | undefined {
    return this.#visit;
  }

  /** Loads what few visits need. */
  readonly openVisit = loadOnce(async () => {
    const { SampleVisit } = await import('./sample-visit.svelte');
    return (this.#visit = new SampleVisit(this));
  });

  /** Calls `take` with files that other programs open with this page or share with it. */
  async receiveHandedFiles(take: (files: readonly File[]) => void): Promise<void> {
    if (!('launchQueue' in globalThis || location.search.includes('shared'))) return;
    const { receiveHandedFiles } = await import('../client/handed-files');
    await receiveHandedFiles(take);
  }

  /** What a reload would interrupt, as its end; undefined if nothing. */
  #findBusy(): string | undefined {
    if (this.openedTraining?.isRunning) return 'the training has ended';
    if (this.live.mode?.live.isOn) return 'live mode is disconnected';
    if (this.importing.progress !== undefined) return 'the import has ended';
    return isAnyJobRunning() ? 'what is being computed is done' : undefined;
  }

  /** Lists what is stored, then follows changes of other tabs, and imports the data that `?data=` names. */
  async start(): Promise<void> {
    await Promise.all([
      this.downloading.loadExchanges(() => this.#client.listExchanges()),
      this.library.load(),
    ]);
    subscribeToLibraryChanges(() => void this.library.refresh());
    addEventListener('vite:preloadError', () => {
      this.notices.show('A part of this page could not be loaded. Try again with a network.');
    });
    // Later, so that storing the page for the next visit delays nothing of this one.
    setTimeout(() => void this.newVersion.follow(), storeDelayMs);
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
