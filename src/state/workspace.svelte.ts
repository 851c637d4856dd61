import { DataClient } from '../client/data-client';
import { formatBytes, formatUtcDate } from '../core/format';
import { mergeSettings } from '../core/merge-settings';
import type { AppState } from './app-state.svelte';
import { Job } from './job.svelte';
import { createOpener } from './open-state.svelte';

/** Where the page keeps its settings (`Persisted`). */
const settingsPrefix = 'tabquant.';

/** Saves all that a person made as one file, and opens such files. */
class WorkspaceState {
  readonly #app: AppState;
  /** Has its own worker, so that nothing else ends when this is cancelled. */
  readonly #client = new DataClient();
  readonly #job = new Job();
  #fraction = $state(NaN);
  #action = $state<'saving' | 'opening'>('saving');

  constructor(app: AppState) {
    this.#app = app;
  }

  get isRunning(): boolean {
    return this.#job.isRunning;
  }

  get action(): 'saving' | 'opening' {
    return this.#action;
  }

  /** 0 to 1; NaN while unknown. */
  get fraction(): number {
    return this.#fraction;
  }

  /** Why the last file was not saved or opened, until it is dismissed. */
  get failure(): string | undefined {
    return this.#job.failure;
  }

  cancel(): void {
    this.#job.cancel();
  }

  dismiss(): void {
    this.#job.dismiss();
  }

  /** Passes the workspace as a file to `save`. */
  async save(save: (file: Blob, name: string) => void): Promise<void> {
    await this.#run('saving', async (signal) => {
      const file = await this.#client.saveWorkspace(readSettings(), this.#report, signal);
      const name = `tabquant-${formatUtcDate(Date.now())}.tabquant`;
      save(file, name);
      this.#app.notices.show(`Saved ${name} (${formatBytes(file.size)}) to your downloads.`);
    });
  }

  /** Adds what a workspace file holds to what is here. */
  async open(file: File): Promise<void> {
    await this.#run('opening', async (signal) => {
      const { settings, ...added } = await this.#client.openWorkspace(file, this.#report, signal);
      const isChanged = writeSettings(settings);
      await Promise.all([this.#app.library.refresh(), this.#app.live.mode?.live.refresh()]);
      if (this.#app.library.dataset === undefined) await this.#useSelected(settings);
      const text = `Opened ${file.name}: ${describeAdded(added)}.`;
      if (!isChanged) return this.#app.notices.show(text);
      this.#app.notices.show(`${text} Its settings are used once the page is loaded again.`, {
        label: 'Reload',
        run: () => location.reload(),
      });
    });
  }

  /** Uses the dataset and the model that were in use where the file was saved, else the first ones. */
  async #useSelected(settings: Readonly<Record<string, string>>): Promise<void> {
    const { library } = this.#app;
    const said = settings[`${settingsPrefix}selection`] ?? '';
    const dataset = library.datasets.find(({ id }) => said.includes(id)) ?? library.datasets.at(0);
    const model = library.models.find(({ id }) => said.includes(id));
    if (dataset !== undefined) await library.useDataset(dataset.id);
    if (model !== undefined) library.useModel(model.id);
  }

  readonly #report = (done: number, total: number): void => {
    this.#fraction = done / total;
  };

  async #run(
    action: 'saving' | 'opening',
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.isRunning) return;
    this.#action = action;
    this.#fraction = NaN;
    await this.#job.run(work);
  }
}

/** Settings of this page by their names; that of whether to connect is off, since whoever opens a file decides that. */
function readSettings(): Record<string, string> {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(settingsPrefix));
  return Object.fromEntries(
    names.sort().map((name) => {
      const text = localStorage.getItem(name) ?? '';
      return [name, text.replace('"isWanted":true', '"isWanted":false')];
    }),
  );
}

/** Puts settings of a file beside those that are here; returns whether any were. */
function writeSettings(there: Readonly<Record<string, string>>): boolean {
  const own = Object.entries(there).filter(([name]) => name.startsWith(settingsPrefix));
  const changes = Object.entries(mergeSettings(readSettings(), Object.fromEntries(own)));
  for (const [name, text] of changes) localStorage.setItem(name, text);
  return changes.length > 0;
}

/** One and several of what a workspace adds, for people. */
const words: Readonly<Record<string, readonly [one: string, several: string]>> = {
  datasets: ['dataset', 'datasets'],
  models: ['model', 'models'],
  accounts: ['paper account', 'paper accounts'],
  studies: ['study', 'studies'],
  trials: ['try', 'tries'],
  downloads: ['unfinished download', 'unfinished downloads'],
  recordings: ['recording', 'recordings'],
};

/** For people: "2 datasets, 1 model". */
function describeAdded(added: Readonly<Record<string, number>>): string {
  const parts = Object.entries(added)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${words[name][count === 1 ? 0 : 1]}`);
  return parts.length === 0 ? 'nothing that is not here' : `${parts.join(', ')} added`;
}

/** Returns what saves and opens workspaces. */
export const openWorkspaceState = createOpener((app) => new WorkspaceState(app));
