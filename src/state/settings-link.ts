import { readDataParameter } from '../client/url-fetch/data-parameter';
import { writeCanonicalJson } from '../core/canonical-json';
import type { SampleKind } from '../core/library';
import { describeSettings, readSettings } from '../core/trading/settings-link';
import { needsModel } from '../core/trading/rules';
import { suitSettings } from '../core/trading/settings';
import type { AppState } from './app-state.svelte';
import { createOpener } from './open-state.svelte';
import { escapeValue } from './share-link';
import { readTraining, trainingPrefix } from './training-link';

type Pair = readonly [name: string, value: string];

/** What an address says of trading, until it is in force. */
interface AskedSettings {
  readonly said: readonly Pair[];
  /** What could not be read, to be told. */
  readonly problems: string[];
  /** Whether it names a dataset or a model of this browser, and so is not of another one. */
  readonly isOfHere: boolean;
  /** Whether it is in force already, but for the first model. */
  readonly isTold: boolean;
}

/** Characters of an id that an address has: enough to tell datasets and models of a browser apart. */
const idLength = 12;

/**
 * The address of a simulation, such as `#/simulate?dataset=3f1c…&model=9a02…&strategy.long=0.55`: it says what differs from the
 * settings that trading starts with, so that a reload, a bookmark or a link brings them back. Without a model in use it names none.
 */
export class SettingsLink {
  readonly #app: AppState;
  /** The query that was read last; the same link opened again is another one. */
  #read: URLSearchParams | undefined;
  #asked: AskedSettings | undefined;

  constructor(app: AppState) {
    this.#app = app;
  }

  /**
   * Puts in force what the address says: how to train at once, how to trade once the library and the bars that it asks for are there. What
   * cannot be read is told. A link of another browser names no model, so what it says of trading is put in force again for the first one.
   */
  follow(): void {
    const { library, router } = this.#app;
    if (library.isLoading) return;
    const { query } = router;
    if (query.toString() !== '' && query !== this.#read && !this.#isLesson) {
      this.#read = query;
      this.#open([...query]);
    }
    this.#trade();
  }

  /** Uses what pairs name, and keeps what they say of trading. */
  #open(pairs: readonly Pair[]): void {
    const { library } = this.#app;
    const problems: string[] = [];
    const find = <Item extends { readonly id: string }>(what: string, items: readonly Item[]) => {
      const said = pairs.find(([name]) => name === what)?.[1];
      const item = items.find(({ id }) => said !== undefined && said !== '' && id.startsWith(said));
      if (said !== undefined && item === undefined) {
        problems.push(`the ${what} ${said.slice(0, 40)} is not in this browser`);
      }
      return item;
    };
    const dataset = find('dataset', library.datasets);
    const model = find('model', library.models);
    if (dataset !== undefined && dataset.id !== library.dataset?.id) {
      void library.useDataset(dataset.id);
    }
    if (model !== undefined && model.id !== library.model?.id) library.useModel(model.id);
    const sample = pairs.find(([name]) => name === 'sample')?.[1];
    if (sample !== undefined && !this.#useSample(sample)) {
      problems.push(`there is no sample market ${sample.slice(0, 40)}`);
    }
    const trained = pairs.filter(([name]) => name.startsWith(trainingPrefix));
    if (trained.length > 0) {
      const read = readTraining(trained);
      problems.push(...read.problems);
      this.#app.training.choose(read.choices);
    }
    const said = pairs.filter(
      ([name]) =>
        !['dataset', 'model', 'sample'].includes(name) && !name.startsWith(trainingPrefix),
    );
    const isOfHere = pairs.some(([name]) => name === 'dataset' || name === 'model');
    this.#asked = { said, problems, isOfHere, isTold: false };
  }

  /** Puts the settings of trading in force that were asked for, once there is what they are for. */
  #trade(): void {
    const asked = this.#asked;
    const { library, simulation, notices } = this.#app;
    const { dataset: on, model: by } = library;
    if (asked === undefined) return;
    if (on !== undefined && (asked.isOfHere || !this.#isWaitingForBars)) {
      // Only once without a model: it may take long to train one.
      if (asked.isTold && by === undefined) return;
      const found = readSettings(asked.said, suitSettings(on, by));
      const now = simulation.choices.settingsFor(on, by);
      if (writeCanonicalJson(found.settings) !== writeCanonicalJson(now)) {
        simulation.choices.adopt(on, by, found.settings);
        simulation.applyChoices();
      }
      if (!asked.isTold) asked.problems.push(...found.problems);
      this.#asked = asked.isOfHere || by !== undefined ? undefined : { ...asked, isTold: true };
    } else if (asked.problems.length === 0) return;
    if (asked.problems.length > 0 && !asked.isTold) {
      notices.show(
        `Not all of the link could be read, so defaults are used for: ${asked.problems.join('; ')}.`,
      );
      asked.problems.length = 0;
    }
  }

  /** Uses a sample market, and makes it where it is not there; returns false where there is none of that name. */
  #useSample(said: string): boolean {
    const found = /^(edge|noise)\.(\d{1,9})$/.exec(said);
    if (found === null) return false;
    const { library, importing } = this.#app;
    const [kind, seed] = [found[1] as SampleKind, Number(found[2])];
    const kept = library.datasets.find(
      ({ sample }) => sample?.kind === kind && sample.seed === seed,
    );
    void (kept === undefined ? importing.addSample(kind, seed) : library.useDataset(kept.id));
    return true;
  }

  /** Whether bars are under way, or named by `?data=` and not in use yet. */
  get #isWaitingForBars(): boolean {
    const { library, importing } = this.#app;
    if (importing.progress !== undefined) return true;
    const asked = readDataParameter(location);
    if (asked.kind === 'refused' || asked.urls.length === 0) return false;
    const isInUse = library.dataset?.sources.some(({ url }) => asked.urls.includes(url ?? ''));
    return isInUse !== true;
  }

  /** Writes the settings in force into the address. */
  write(): void {
    const { library, router, simulation } = this.#app;
    const { dataset, model } = library;
    if (dataset === undefined || this.#isLesson) return;
    const settings = simulation.choices.settingsFor(dataset, model);
    // Nothing is simulated then.
    if (model === undefined && needsModel(settings)) return;
    const pairs = [
      ['dataset', dataset.id.slice(0, idLength)],
      ...(model === undefined ? [] : [['model', model.id.slice(0, idLength)]]),
      ...describeSettings(settings, suitSettings(dataset, model)),
    ];
    const query = pairs.map(([name, value]) => `${name}=${escapeValue(value)}`).join('&');
    router.describe('simulate', query);
  }

  /** Whether the address asks for a lesson, which has an address of its own. */
  get #isLesson(): boolean {
    return this.#app.router.query.has('lesson');
  }
}

/** Returns the address of a page's simulation. */
export const openSettingsLink = createOpener((app) => new SettingsLink(app));
