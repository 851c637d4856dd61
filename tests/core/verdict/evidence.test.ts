import { describe, expect, it } from 'vitest';
import { labelDirection } from '../../../src/core/labels/direction';
import { splitTestOnly } from '../../../src/core/dataset/splits';
import { takeHoldout } from '../../../src/core/out-of-sample';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { findEvidence } from '../../../src/core/verdict/evidence';
import { summarizeTrials } from '../../../src/core/verdict/trial-statistics';
import { judge } from '../../../src/core/verdict/verdict';
import { makeSignalMarket } from './make-market';

const horizonBars = 10;

/** Judges a market of 40 days of quarter-hours by its own probabilities. */
function judgeMarket(seed: number, edge: number, costs = { feeBps: 1, slippageBps: 1 }) {
  const { bars, probability } = makeSignalMarket(seed, {
    count: 3840,
    intervalMs: 900_000,
    edge,
  });
  const unseen = takeHoldout(
    splitTestOnly(bars.openTime.length, { horizonBars }),
    Float32Array.from(probability),
  );
  const findings = findEvidence({
    bars,
    unseen,
    labels: labelDirection(bars, horizonBars),
    horizonBars,
    constantGuess: 0.5,
    settings: { ...defaultTradingSettings, ...costs },
    tries: summarizeTrials([]),
  });
  return { findings, verdict: judge({ ...findings.evidence, leaks: [] }) };
}

describe('the evidence of a market', () => {
  it('without an edge claims one in hardly any of forty, and its interval covers 0.5 in most', () => {
    const judged = Array.from({ length: 40 }, (_, seed) => judgeMarket(seed + 1, 0));
    const covered = judged.filter(({ findings: { evidence } }) => {
      const [low, high] = evidence.auc.ci;
      return low <= 0.5 && 0.5 <= high;
    });
    // 95% of 40 is 38; fewer than 34 would be seen once in a hundred times.
    expect(covered.length).toBeGreaterThanOrEqual(34);
    expect(judged.filter(({ verdict }) => verdict.kind === 'edge').length).toBeLessThanOrEqual(2);
  });

  it('with an edge that costs leave alone is called an edge', () => {
    const { findings, verdict } = judgeMarket(3, 0.002);
    expect(verdict).toMatchObject({ kind: 'edge', tone: 'good' });
    expect(findings.evidence.trials).toBeGreaterThanOrEqual(0);
    expect(findings.evidence.days).toBe(40);
    expect(findings.evidence.randomEntryP).toBeLessThan(0.01);
  });

  it('with the same edge and higher costs says that costs eat it, and at which it breaks even', () => {
    const { findings } = judgeMarket(3, 0.002);
    const paid = Math.ceil(findings.evidence.breakEvenBps.value) + 5;
    const { verdict } = judgeMarket(3, 0.002, { feeBps: paid, slippageBps: 1 });
    expect(verdict.kind).toBe('eaten-by-costs');
  });

  it('adds up: the months and the daily equity give the P/L', () => {
    const { evidence, months, dailyEquity } = judgeMarket(3, 0.002).findings;
    const grown = months.reduce((value, { returnFraction }) => value * (1 + returnFraction), 1);
    expect(evidence.capital * (grown - 1)).toBeCloseTo(evidence.pnl.value, 6);
    expect((dailyEquity.at(-1) ?? NaN) - evidence.capital).toBeCloseTo(evidence.pnl.value, 6);
  });
});
