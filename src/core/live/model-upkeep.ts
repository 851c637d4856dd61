import type { EpochMs } from '../bars/bars';

/** How a model does on live bars, beside what its test block promised. */
export interface ModelUpkeep {
  readonly modelId: string;
  readonly symbol: string;
  readonly trainedAt: EpochMs;
  /** Time between the last bar that it was trained on and now. */
  readonly ageMs: number;
  /** Live bars whose label is known. */
  readonly labels: number;
  readonly live: ScoreSummary;
  readonly expected: ScoreSummary;
  /** Population stability index of each feature against the training bars; above 0.25 is a shift. */
  readonly featurePsi: readonly { readonly feature: string; readonly psi: number }[];
  /** Of the probabilities against those of the test block. */
  readonly probabilityPsi: number;
  /** What it amounts to. */
  readonly verdict: 'too-early' | 'as-expected' | 'worse' | 'shifted';
}

/** Scores of some bars; NaN where there are too few. */
export interface ScoreSummary {
  readonly auc: number;
  readonly logLoss: number;
  readonly meanProbability: number;
  readonly riseFraction: number;
}
