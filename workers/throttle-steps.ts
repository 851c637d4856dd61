import type { TrainEvent } from './api/train';

/** Steps are told at most so often; a step may take less than 20 ms. */
const stepIntervalMs = 100;

/** Passes on every event but those steps that come too soon after the last one told. */
export function throttleSteps(onEvent: (event: TrainEvent) => void): (event: TrainEvent) => void {
  let lastMs = -Infinity;
  return (event) => {
    if (event.kind === 'step' && event.step < event.steps) {
      if (performance.now() - lastMs < stepIntervalMs) return;
      lastMs = performance.now();
    }
    onEvent(event);
  };
}
