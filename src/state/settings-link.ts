import { writeCanonicalJson } from '../core/canonical-json';
import { describeSettings, readSettings } from '../core/trading/settings-link';
import { needsModel } from '../core/trading/rules';
import { suitSettings } from '../core/trading/settings';
import type { AppState } from './app-state.svelte';
import { createOpener } from './open-state.svelte';

/** Characters of an id that an address has: enough to tell datasets and models of a browser apart. */
const idLength = 12;

/**
 * The address of a simulation, such as `#/simulate?dataset=3f1c…&model=9a02…&strategy.long=0.55`: it says what differs from the
 * settings that trading starts with, so that a reload, a bookmark or a link brings them back. Without a model in use it names none.
 */
export class SettingsLink {
  readonly #app: AppState;
  /** The query that was read last. */
  #read: string | undefined;

  constructor(app: AppState) {
    this.#app = app;
  }

  /** Puts in force what the address says, once the library is loaded; what cannot be read is told. */
  follow(): void {
    const { library, router, simulation, notices } = this.#app;
    const query = router.query.toString();
    if (library.isLoading || query === '' || query === this.#read || this.#isLesson) return;
    const pairs = [...router.query];
    const problems: string[] = [];
    const find = <Item extends { readonly id: string }>(what: string, items: readonly Item[]) => {
      const said = pairs.find(([name]) => name === what)?.[1];
      const item = items.find(({ id }) => said !== undefined && said !== '' && id.startsWith(said));
      if (said !== undefined && item === undefined) {
        problems.push(`the ${what} ${said} is not in this browser`);
      }
      return item;
    };
    const dataset = find('dataset', library.datasets);
    const model = find('model', library.models);
    this.#read = query;
    if (dataset !== undefined && dataset.id !== library.dataset?.id) {
      void library.useDataset(dataset.id);
    }
    if (model !== undefined && model.id !== library.model?.id) library.useModel(model.id);
    const [on, by] = [library.dataset, library.model];
    if (on !== undefined) {
      const said = pairs.filter(([name]) => name !== 'dataset' && name !== 'model');
      const found = readSettings(said, suitSettings(on, by));
      problems.push(...found.problems);
      const now = simulation.choices.settingsFor(on, by);
      if (writeCanonicalJson(found.settings) !== writeCanonicalJson(now)) {
        simulation.choices.adopt(on, by, found.settings);
        simulation.applyChoices();
      }
    }
    if (problems.length > 0) {
      notices.show(
        `Not all of the link could be read, so defaults are used for: ${problems.join('; ')}.`,
      );
    }
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
    // A comma needs no escape in a hash, and reads better.
    const escape = (text: string) =>
      encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replaceAll('%2C', ',');
    const query = pairs.map(([name, value]) => `${name}=${escape(value)}`).join('&');
    router.describe('simulate', query);
  }

  /** Whether the address asks for a lesson, which has an address of its own. */
  get #isLesson(): boolean {
    return this.#app.router.query.has('lesson');
  }
}

/** Returns the address of a page's simulation. */
export const openSettingsLink = createOpener((app) => new SettingsLink(app));
