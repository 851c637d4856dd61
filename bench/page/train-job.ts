import type { BackendName } from '../../src/core/models/options';
import type { TcnSpec } from '../../src/core/models/tcn';

/** One thing to measure in a worker (or in Node) that does nothing else. */
export interface TrainBenchJob {
  readonly kind:
    | 'gradients'
    | 'step'
    | 'tilings'
    | 'kernels'
    | 'dispatches'
    | 'epoch'
    | 'learn'
    | 'inference-batch'
    | 'inference-stream';
  readonly backend: BackendName;
  readonly variant: 'fused' | 'generic';
  readonly workers: number;
  readonly spec: TcnSpec;
  /** Time to measure for, where the work has no end of its own. */
  readonly seconds: number;
  /** Bars of the dataset. */
  readonly bars: number;
  /** Labels of a chunk and chunks of a step. */
  readonly chunkLabels: number;
  readonly batchChunks: number;
}

/** Figures by name; times in the unit that the name ends with. */
export type TrainBenchResult = Readonly<Record<string, number | string>>;
