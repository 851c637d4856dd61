import type { EpochMs } from '../bars/bars';
import type { ModelInfo } from '../library';

/**
 * Returns the open time from which on no bar can be one that a model was made with. `lastOpenTime` is that of
 * its dataset's last bar; without its bars nothing but the time of training is sure to be after all of them.
 */
export function findLiveFrom(
  { trainedAt, intervalMs }: Pick<ModelInfo, 'trainedAt' | 'intervalMs'>,
  lastOpenTime: EpochMs | undefined,
): EpochMs {
  return lastOpenTime === undefined ? trainedAt : lastOpenTime + intervalMs;
}
