import type { Bars } from '../../src/core/bars/bars';
import type { CheckpointInfo } from '../../src/core/checkpoint';
import type { DatasetInfo, ModelInfo, SampleKind } from '../../src/core/library';

export type ImportEvent =
  | {
      readonly kind: 'reading';
      readonly file: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly kind: 'parsing';
      readonly file: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'storing' };

export interface GenerateEvent {
  readonly kind: 'generating';
  readonly done: number;
  readonly total: number;
}

export interface Library {
  readonly datasets: readonly DatasetInfo[];
  readonly models: readonly ModelInfo[];
  /** Training runs that can go on, newest first. */
  readonly checkpoints: readonly CheckpointInfo[];
}

/** The data worker: files in, datasets and models kept. */
export interface DataApi {
  /** Bars of all files together as one stored dataset; throws `ImportError` naming file and row. */
  importFiles(files: readonly File[], onEvent: (event: ImportEvent) => void): Promise<DatasetInfo>;
  addSample(
    kind: SampleKind,
    /** The default market's when undefined. */
    seed: number | undefined,
    onEvent: (event: GenerateEvent | ImportEvent) => void,
  ): Promise<DatasetInfo>;
  list(): Promise<Library>;
  /** Transferred, so the caller owns them. */
  loadBars(datasetId: string): Promise<Bars>;
  renameDataset(datasetId: string, name: string): Promise<void>;
  /** Also deletes the models' cached probabilities for it; models stay. */
  deleteDataset(datasetId: string): Promise<void>;
  renameModel(modelId: string, name: string): Promise<void>;
  deleteModel(modelId: string): Promise<void>;
  deleteCheckpoint(checkpointId: string): Promise<void>;
}
