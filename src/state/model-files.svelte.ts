import { DataClient } from '../client/data-client';
import { formatUtcDate } from '../core/format';
import type { ModelInfo } from '../core/library';
import type { AppState } from './app-state.svelte';
import { openJudging } from './judging.svelte';
import { messageOf } from './message';
import { createOpener } from './open-state.svelte';

/** Saves models as files, and opens files of models. */
class ModelFiles {
  readonly #app: AppState;
  readonly #client = new DataClient();
  #problem = $state<string | undefined>();

  constructor(app: AppState) {
    this.#app = app;
  }

  /** Why the last file could not be made or opened. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /**
   * Passes a model as a file to `save`; as safetensors with the settings and the verdict of the judgement in force, where that is of this
   * model.
   */
  async save(
    { id }: ModelInfo,
    format: 'safetensors' | 'onnx',
    save: (file: Blob, name: string) => void,
  ): Promise<void> {
    const told = openJudging(this.#app).evaluation.describe(id);
    await this.#guard(async () => {
      const { file, name } = await this.#client.exportModel({ modelId: id, format, ...told });
      save(file, name);
      this.#app.notices.show(`Saved ${name} to your downloads.`);
    });
  }

  /** Stores the model of a file, or of several that belong together, and uses it. */
  async open(files: readonly File[]): Promise<void> {
    // Errors about several files name the one that they mean.
    const subject = files.length === 1 ? `${files[0].name}: ` : '';
    await this.#guard(async () => {
      const { id, name, origin } = await this.#client.importModel(files);
      await this.#app.library.adoptModel(id);
      const caution =
        origin === undefined
          ? ''
          : origin.trainedTo === undefined
            ? ' Its files do not say which bars it learned from, so all bars up to now may be in-sample and do not count.'
            : ` Bars up to ${formatUtcDate(origin.trainedTo)} are in-sample, by its files, and do not count.`;
      this.#app.notices.show(`${name} is in your models, and in use.${caution}`);
    }, subject);
  }

  async #guard(work: () => Promise<void>, subject = ''): Promise<void> {
    this.#problem = undefined;
    try {
      await work();
    } catch (error) {
      this.#problem = `${subject}${messageOf(error)}`;
    }
  }
}

/** Returns what saves and opens files of models. */
export const openModelFiles = createOpener((app) => new ModelFiles(app));
