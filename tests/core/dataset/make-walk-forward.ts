import type { StudyPlan } from '../../../src/core/study';

type WalkForwardPlan = Extract<StudyPlan, { readonly kind: 'walk-forward' }>;

/** Returns the plan of a walk-forward that learns from three days, the last of them to stop by, and tests the next one. */
export function makeWalkForward(changes: Partial<WalkForwardPlan> = {}): WalkForwardPlan {
  return {
    kind: 'walk-forward',
    mode: 'rolling',
    trainDays: 3,
    validationDays: 1,
    testDays: 1,
    stepDays: 1,
    isWarm: false,
    ...changes,
  };
}
