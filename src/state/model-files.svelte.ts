import { DataClient } from '../client/data-client';
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

  /** Stores the model of a file and uses it. */
  async open(file: File): Promise<void> {
    await this.#guard(async () => {
      const { id, name } = await this.#client.importModel(file);
      await this.#app.library.adoptModel(id);
      this.#app.notices.show(`${name} is in your models, and in use.`);
    }, `${file.name}: `);
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
