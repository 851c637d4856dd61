export type Signal = 'LONG' | 'SHORT' | 'NEUTRAL';

/** LONG at `long` and above, SHORT at `short` and below; `0 < short < long < 1`. */
export interface Thresholds {
  readonly long: number;
  readonly short: number;
}
