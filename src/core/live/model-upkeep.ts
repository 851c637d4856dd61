import type { EpochMs } from '../bars/bars';
import { computeAucWithDeLong, spanInterval } from '../metrics/auc';
import { computeLogLoss } from '../metrics/log-loss';
import { computePopulationStability, type DecileEdges } from '../metrics/population-stability';
import type { ClassificationReport } from '../metrics/reports';

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

/** What the test block promised, and where the figures of training lay. */
export interface UpkeepReference {
  readonly test: ClassificationReport;
  readonly horizonBars: number;
  /** Deciles over the training bars by feature; undefined where those bars are gone. */
  readonly featureDeciles: readonly (DecileEdges | undefined)[];
  readonly probabilityDeciles: DecileEdges | undefined;
}

/** Live bars, one value a bar. */
export interface UpkeepSample {
  /** 0, 1, or 255 where the horizon has not passed yet. */
  readonly labels: Uint8Array;
  /** NaN where there was none. */
  readonly probability: Float64Array;
  /** One array a feature, not scaled. */
  readonly features: readonly Float64Array[];
}

export type UpkeepJudgement = Pick<
  ModelUpkeep,
  'labels' | 'live' | 'expected' | 'featurePsi' | 'probabilityPsi' | 'verdict'
>;

/** Independent labels below which nothing can be said: labels overlap, so bars / horizon count. */
const leastIndependentLabels = 30;
/** Above it a distribution counts as another one. */
const shiftedPsi = 0.25;

/**
 * Returns how live bars compare with what the test block promised.
 *
 * `worse`: the live AUC's 95% interval, widened for overlapping labels, lies below the AUC of the test
 * block. `shifted`: a feature or the probability has a population stability index above 0.25.
 */
export function judgeUpkeep(
  featureNames: readonly string[],
  sample: UpkeepSample,
  reference: UpkeepReference,
): UpkeepJudgement {
  const { test, horizonBars, featureDeciles, probabilityDeciles } = reference;
  const known = sample.probability.map((p, i) => (sample.labels[i] > 1 ? NaN : p));
  const labels = known.reduce((count, p) => count + (Number.isNaN(p) ? 0 : 1), 0);
  const { auc, variance } = computeAucWithDeLong(sample.labels, known);
  const psiOf = (edges: DecileEdges | undefined, values: Float64Array): number =>
    edges === undefined ? NaN : computePopulationStability(edges, values);
  const featurePsi = featureNames.map((feature, column) => ({
    feature,
    psi: psiOf(featureDeciles[column], sample.features[column] ?? new Float64Array()),
  }));
  const probabilityPsi = psiOf(probabilityDeciles, sample.probability);
  const isWorse = spanInterval(auc, variance * horizonBars)[1] < test.auc;
  const isShifted = [probabilityPsi, ...featurePsi.map(({ psi }) => psi)].some(
    (psi) => psi > shiftedPsi,
  );
  const isEarly = labels / horizonBars < leastIndependentLabels;
  return {
    labels,
    live: { auc, ...summarise(sample.labels, known) },
    expected: describeTest(test),
    featurePsi,
    probabilityPsi,
    verdict: isEarly ? 'too-early' : isWorse ? 'worse' : isShifted ? 'shifted' : 'as-expected',
  };
}

function summarise(labels: Uint8Array, probability: Float64Array): Omit<ScoreSummary, 'auc'> {
  const kept = [...probability.keys()].filter((i) => !Number.isNaN(probability[i]));
  const mean = (read: (i: number) => number): number =>
    kept.reduce((sum, i) => sum + read(i), 0) / kept.length;
  return {
    logLoss: computeLogLoss(
      kept.map((i) => labels[i]),
      kept.map((i) => probability[i]),
    ),
    meanProbability: mean((i) => probability[i]),
    riseFraction: mean((i) => labels[i]),
  };
}

function describeTest({ auc, logLoss, reliability }: ClassificationReport): ScoreSummary {
  const count = reliability.reduce((sum, bin) => sum + bin.count, 0);
  const weigh = (read: 'meanProbability' | 'frequency'): number =>
    reliability.reduce((sum, bin) => sum + (bin.count === 0 ? 0 : bin.count * bin[read]), 0) /
    count;
  return {
    auc,
    logLoss,
    meanProbability: weigh('meanProbability'),
    riseFraction: weigh('frequency'),
  };
}
