import type { Signal, Thresholds } from './signal';

/** Returns what `probability` (of a rise) asks for; NaN asks for nothing and is NEUTRAL. */
export function decideSignal(probability: number, thresholds: Thresholds): Signal {
  if (probability >= thresholds.long) return 'LONG';
  if (probability <= thresholds.short) return 'SHORT';
  return 'NEUTRAL';
}
