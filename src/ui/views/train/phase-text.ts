import type { TrainingState } from '../../../state/training.svelte';

const texts: Readonly<Record<TrainingState['phase'], string>> = {
  preparing: 'Computing features and labels…',
  backend: 'Testing gradients of the backend…',
  resumed: 'Going on from the last epoch…',
  'backend-lost': 'Starting another backend…',
  'checkpoint-failed': 'Training…',
  step: 'Training…',
  epoch: 'Training…',
  evaluating: 'Judging it on the test block…',
  saving: 'Keeping the model…',
};

/** Returns what a training run is busy with. */
export function describePhase(phase: TrainingState['phase']): string {
  return texts[phase];
}
