import type { DataApi } from './data';
import type { GradientApi } from './gradient';
import type { LiveApi } from './live';
import type { SessionApi } from './session';
import type { TrainApi } from './train';

/**
 * What each worker can be asked, by its role. All of them start from the same file; a worker's name tells
 * its role, and the first message that it gets brings the port on which it is asked.
 */
export interface WorkerApis {
  readonly data: DataApi;
  readonly train: TrainApi;
  readonly gradient: GradientApi;
  readonly replay: SessionApi;
  readonly live: LiveApi;
}

export type WorkerRole = keyof WorkerApis;
