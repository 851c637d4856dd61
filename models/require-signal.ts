import { TrainingError } from './training-event';

/**
 * Throws `TrainingError` where a loss is not a finite number, or where every gradient is exactly 0:
 * the head's bias has none only if the backend computed nothing. Without `gradient` only the loss
 * is looked at.
 */
export function requireSignal(loss: number, gradient?: Float32Array): void {
  if (!Number.isFinite(loss)) {
    throw new TrainingError(
      `training: the loss must stay a finite number, was ${loss}; try a lower learning rate`,
    );
  }
  if (gradient === undefined || gradient.some((value) => value !== 0)) return;
  throw new TrainingError(
    'training: some gradient must differ from 0, all were 0; the backend computes nothing. ' +
      'Try another backend',
  );
}
