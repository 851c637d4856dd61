import type { TrainEvent } from './api/train';

/** Returns a listener that passes on every event except steps that come too soon after the last one. */
export function throttleSteps(
  onEvent: (event: TrainEvent) => void,
  intervalMs: number,
): (event: TrainEvent) => void {
  let lastMs = -Infinity;
  return (event) => {
    if (event.kind === 'step' && event.step < event.steps) {
      if (performance.now() - lastMs < intervalMs) return;
      lastMs = performance.now();
    }
    onEvent(event);
  };
}
