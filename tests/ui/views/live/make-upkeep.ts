import type { ModelUpkeep, ScoreSummary } from '../../../../src/live/upkeep/drift';

const bin = (from: number, count: number, meanProbability: number, frequency: number) => ({
  from,
  to: from + 0.1,
  count,
  meanProbability,
  frequency,
});

const score: ScoreSummary = {
  auc: 0.53,
  logLoss: 0.69,
  meanProbability: 0.51,
  riseFraction: 0.49,
  ece: 0.02,
  reliability: [bin(0.5, 400, 0.51, 0.49)],
  effectiveBars: 40,
};

/** A model that does live what its test block promised, but for what `change` says. */
export function makeUpkeep(change: Partial<ModelUpkeep> = {}): ModelUpkeep {
  return {
    modelId: 'm',
    symbol: 'BTCUSDT',
    trainedAt: Date.UTC(2024, 2, 31, 12),
    ownBars: { fittedTo: Date.UTC(2024, 2, 3), testedTo: Date.UTC(2024, 2, 30) },
    ageMs: 3 * 86_400_000,
    labels: 400,
    live: score,
    expected: { ...score, auc: 0.54, meanProbability: 0.5, riseFraction: 0.505 },
    shifts: [
      { name: 'ret_1', psi: 0.01, limit: 0.25, hasShifted: false },
      { name: 'vol_20', psi: 1.3, limit: 0.9, hasShifted: true },
      { name: 'vol_60', psi: 1.3, limit: 1.4, hasShifted: false },
      { name: 'probability', psi: 0.1, limit: NaN, hasShifted: false },
    ],
    verdict: 'as-expected',
    ...change,
  };
}
