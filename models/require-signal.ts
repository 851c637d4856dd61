import { TrainingError } from './training-event';

/**
 * Throws `TrainingError` where a loss is not a finite number, or where every gradient is exactly 0:
 * the head's bias has none only if the backend computed nothing.
 */
export function requireSignal(loss: number, gradient: ArrayLike<number>): void {
  if (!Number.isFinite(loss)) {
    throw new TrainingError(
      `training: the loss must stay a finite number, was ${loss}; try a lower learning rate`,
    );
  }
  for (let at = 0; at < gradient.length; at++) if (gradient[at] !== 0) return;
  throw new TrainingError(
    'training: some gradient must differ from 0, all were 0; the backend computes nothing. ' +
      'Try another backend',
  );
}
