import type { BarRange } from '../../src/core/bars/bars';
import { computeSharpe, dayMs } from '../../src/core/metrics/risk';
import { measureRiseShare } from '../../src/core/metrics/probability-scores';
import { computeQuantile } from '../../src/core/metrics/statistics';
import { findTradingDays } from '../../src/core/metrics/trading-days';
import { calibrateOnValidation } from '../../src/core/calibrate-on-validation';
import { squash } from '../../src/core/models/calibration';
import { takeHoldout } from '../../src/core/out-of-sample';
import { choose } from '../../src/core/trading/choice';
import { holdExit } from '../../src/core/trading/exits/hold';
import {
  defaultTradingSettings,
  putExit,
  type TradingSettings,
} from '../../src/core/trading/settings';
import { probabilityThresholds } from '../../src/core/trading/strategies/thresholds';
import { createSweep } from '../../src/core/trading/sweep/sweep';
import { findEvidence } from '../../src/core/verdict/evidence';
import { estimateOverfitting } from '../../src/core/verdict/overfitting';
import { runPlacebos } from '../../src/core/verdict/placebo';
import { summarizeTrials } from '../../src/core/verdict/trial-statistics';
import { judge, type VerdictKind } from '../../src/core/verdict/verdict';
import { trainMarket, type TrainedMarket } from './trained-market';

export { runAutopsy } from './autopsy';

type Study = 'noise' | 'edge' | 'tries';

/** What one seed shows. */
interface SeedResult {
  readonly kind: VerdictKind;
  /** Of the sample market: at its own costs, by the preset that is made to earn there. */
  readonly ownCostsKind?: VerdictKind;
  readonly auc: number;
  readonly aucCi: readonly [number, number];
  /** AUC that the interval should contain. */
  readonly truth: number;
  /** p-values of placebo tests by name. */
  readonly placebos: Readonly<Record<string, number>>;
  readonly breakEvenBps: readonly [number, number];
  readonly pbo: number;
  readonly deflated: number;
}

const horizonBars = 10;
const conservative = { strategy: choose(probabilityThresholds, { long: 0.55, short: 0.45 }) };
/** Costs would order configurations by how often they trade, in each half of the days alike. */
const withoutCosts = { ...defaultTradingSettings, feeBps: 0, slippageBps: 0 };

/** Runs one seed of a study. */
export async function runSeed(study: Study, seed: number, bars: number): Promise<SeedResult> {
  const market = await trainMarket(study === 'edge' ? 'edge' : 'noise', seed, bars);
  return study === 'tries' ? pickBest(market) : judgeMarket(market, study);
}

/** A side, in basis points: what a maker pays on a cheap venue, so that the edge of a fortnight shows. */
const lowCosts = { feeBps: 0.5, slippageBps: 0.5 };

/** Judges the page's own way: calibrated probabilities, its default rules, one try; the sample market at low costs too. */
function judgeMarket(market: TrainedMarket, study: Study): SeedResult {
  const { bars, facts, dataset, probability } = market;
  const { split, labels } = dataset;
  const calibrated = calibrateOnValidation(dataset, probability);
  const { feeBps, slippageBps } = facts;
  const own = { ...defaultTradingSettings, feeBps, slippageBps };
  const settings = study === 'edge' ? { ...own, ...lowCosts } : own;
  const find = (rules: TradingSettings) =>
    findEvidence({
      bars,
      unseen: takeHoldout(split, calibrated.probability),
      labels,
      horizonBars,
      constantGuess: calibrated.baseRate,
      settings: rules,
      tries: summarizeTrials([]),
    }).evidence;
  const evidence = find(settings);
  // Calibration leaves noise hardly a trade, so what tests trades takes the network's own probabilities.
  const raw = { bars, range: split.test.bars, probability, settings };
  const placebos = runPlacebos({ ...raw, runs: 500 });
  return {
    kind: judge({ ...evidence, leaks: [] }).kind,
    // The sample market is made so that Conservative earns at its costs and Aggressive loses.
    ...(study === 'edge' && {
      ownCostsKind: judge({ ...find({ ...own, ...conservative }), leaks: [] }).kind,
    }),
    auc: evidence.auc.value,
    aucCi: evidence.auc.ci,
    truth: study === 'noise' ? 0.5 : facts.bestAuc,
    placebos: Object.fromEntries(placebos.map(({ name, p }) => [name, p])),
    breakEvenBps: evidence.breakEvenBps.ci,
    pbo: estimateOverfitting(tryAll(market, withoutCosts).map(({ returns }) => returns)).pbo,
    deflated: evidence.deflatedSharpe,
  };
}

/** Judges the best of fifty configurations, without costs, which would hide what tries do: all would lose. */
function pickBest(market: TrainedMarket): SeedResult {
  const { bars, dataset } = market;
  const { split, labels } = dataset;
  const tried = tryAll(market, withoutCosts);
  const best = tried.reduce((one, other) => (other.sharpe > one.sharpe ? other : one));
  const { evidence } = findEvidence({
    bars,
    unseen: takeHoldout(split, best.probability),
    labels,
    horizonBars,
    constantGuess: measureRiseShare(cut(labels, split.train.labels)),
    settings: best.settings,
    tries: summarizeTrials(tried),
  });
  return {
    // Nothing but the number of tries is to stop it.
    kind: judge({ ...evidence, leaks: [], flattery: [] }).kind,
    auc: evidence.auc.value,
    aucCi: evidence.auc.ci,
    truth: 0.5,
    placebos: { 'random-entries': evidence.randomEntryP },
    breakEvenBps: evidence.breakEvenBps.ci,
    pbo: estimateOverfitting(tried.map(({ returns }) => returns)).pbo,
    deflated: evidence.deflatedSharpe,
  };
}

interface Tried {
  readonly datasetId: string;
  readonly key: string;
  readonly days: number[];
  readonly returns: number[];
  readonly sharpe: number;
  readonly probability: Float32Array;
  readonly settings: TradingSettings;
}

/** Quantiles of the validation block above and below which a configuration trades. */
const quantiles = [0.6, 0.7, 0.8, 0.9, 0.95];
const holds = [10, 30];
/** Features whose reversal is a prediction, beside the network. */
const reversed = ['ret_1', 'ret_5', 'ret_15', 'trend'];

/** Trades the test block by fifty configurations: the network and four features, five thresholds, two times to hold. */
function tryAll({ bars, dataset, probability }: TrainedMarket, base: TradingSettings): Tried[] {
  const { split, features, values } = dataset;
  const range = split.test.bars;
  const series = [
    probability,
    ...reversed.map((name) => {
      const at = features.indexOf(name);
      return Float32Array.from(probability, (_, bar) =>
        squash(-values[bar * features.length + at] / 4),
      );
    }),
  ];
  return series.flatMap((said, which) => {
    const sweep = createSweep({ bars, probability: said, range });
    const known = cut(said, split.validation.bars).filter(Number.isFinite);
    return quantiles.flatMap((quantile) =>
      holds.map((hold): Tried => {
        const [long, short] = [quantile, 1 - quantile].map((at) => computeQuantile(known, at));
        const settings = {
          ...base,
          strategy: choose(probabilityThresholds, { long, short }),
          exits: putExit(base.exits, choose(holdExit, { bars: hold })),
        };
        const record = sweep.run(settings);
        const returns = [...findTradingDays(record).returns];
        const first = Math.floor(record.firstOpenTime / dayMs);
        const sharpe = computeSharpe(returns, 1);
        return {
          datasetId: '',
          key: `${which} ${quantile} ${hold}`,
          days: returns.map((_, day) => first + day),
          returns,
          sharpe: Number.isNaN(sharpe) ? -Infinity : sharpe,
          probability: said,
          settings,
        };
      }),
    );
  });
}

function cut<Values extends Uint8Array | Float32Array>(values: Values, range: BarRange): Values {
  return values.subarray(range.start, range.end) as Values;
}

/** Returns the figures of a study over its seeds. */
export function summarize(study: Study, results: readonly SeedResult[]): object {
  const share = (test: (result: SeedResult) => boolean) =>
    round(results.filter(test).length / results.length);
  const mean = (values: readonly number[]) =>
    round(values.reduce((sum, value) => sum + value, 0) / values.length);
  const kinds: Record<string, number> = {};
  for (const { kind } of results) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const pOf = (name: string) =>
    results.map(({ placebos }) => placebos[name]).filter((p) => Number.isFinite(p));
  return {
    coverage: share(({ aucCi: [low, high], truth }) => low <= truth && truth <= high),
    edgeShare: share(({ kind }) => kind === 'edge'),
    rankingShare: share(({ aucCi: [low] }) => low > 0.5),
    placeboKs: Object.fromEntries(
      ['random-entries', 'shifted-signal'].map((name) => [name, testUniform(pOf(name))]),
    ),
    pbo: mean(results.map(({ pbo }) => pbo).filter(Number.isFinite)),
    meanAuc: mean(results.map(({ auc }) => auc)),
    ...(study === 'edge' && {
      meanBestAuc: mean(results.map(({ truth }) => truth)),
      edgeShareAtOwnCosts: share(({ ownCostsKind }) => ownCostsKind === 'edge'),
    }),
    ...(study === 'tries' && { deflatedShare: share(({ deflated }) => deflated >= 0.95) }),
    kinds,
  };
}

/** The Kolmogorov-Smirnov distance of p-values from a uniform distribution, and its p-value for many values. */
function testUniform(values: readonly number[]): object {
  const count = values.length;
  const distance = [...values]
    .sort((a, b) => a - b)
    .reduce((far, p, at) => Math.max(far, p - at / count, (at + 1) / count - p), 0);
  const scaled = (Math.sqrt(count) + 0.12 + 0.11 / Math.sqrt(count)) * distance;
  let p = 0;
  // Stephens (1970).
  for (let term = 1; term <= 100; term++) {
    p += 2 * (-1) ** (term - 1) * Math.exp(-2 * (term * scaled) ** 2);
  }
  return { count, distance: round(distance), p: round(Math.min(1, Math.max(0, p))) };
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
