import type { Thresholds } from './signal';

/** Range of a threshold that a person may enter. */
export const thresholdLimits = { min: 0.01, max: 0.99 } as const;

/** Returns why `thresholds` cannot be used, as a sentence for people, or undefined if they can. */
export function findThresholdProblem(thresholds: Thresholds): string | undefined {
  const { long, short } = thresholds;
  const { min, max } = thresholdLimits;
  for (const [name, value] of Object.entries({ long, short })) {
    if (!(value >= min && value <= max)) {
      return `thresholds: ${name} must lie between ${min} and ${max}, was ${value}`;
    }
  }
  if (short >= long) return `thresholds: short must be below long, was ${short} with long ${long}`;
  return undefined;
}
