import type { DataApi } from './data';
import type { EvaluateApi } from './evaluate';
import type { GradientApi } from './gradient';
import type { LiveApi } from './live';
import type { SessionApi } from './session';
import type { TrainApi } from './train';

/**
 * The API of each worker, by role. All workers start from the same file; a worker's name is its role, and its first
 * message contains the port for calls.
 */
export interface WorkerApis {
  readonly data: DataApi;
  readonly train: TrainApi;
  readonly gradient: GradientApi;
  readonly replay: SessionApi;
  readonly evaluate: EvaluateApi;
  readonly live: LiveApi;
}

export type WorkerRole = keyof WorkerApis;
