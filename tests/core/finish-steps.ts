import type { InSteps } from '../../src/core/metrics/path-risk';

/** Returns the result of a computation in steps, whose progress is told in order and within 0 to 1. */
export function finish<Result>(steps: InSteps<Result>): Result {
  let told = 0;
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    if (!(next.value >= told && next.value <= 1)) {
      throw new RangeError(`steps: told ${next.value} after ${told}`);
    }
    told = next.value;
  }
}

/** Returns the function whose steps are run to their end at once. */
export const finishAs =
  <Call extends readonly unknown[], Result>(start: (...call: Call) => InSteps<Result>) =>
  (...call: Call): Result =>
    finish(start(...call));
