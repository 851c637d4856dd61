import { describe, expect, it, test } from 'vitest';
import { referenceRules } from '../../../src/core/trading/reference-mode';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { type Evidence, findFlattery, judge } from '../../../src/core/verdict/verdict';

/** 60 days of a model that ranks, earns after costs, and was the first try. */
const edge: Evidence = {
  days: 60,
  auc: { value: 0.59, ci: [0.58, 0.6] },
  effectiveLabels: 9000,
  skill: { value: 0.02, ci: [0.015, 0.025] },
  logLoss: 0.68,
  constantLogLoss: 0.6931,
  trades: 900,
  pnl: { value: 1200, ci: [700, 1700] },
  capital: 10_000,
  maxDrawdownFraction: -0.02,
  sharpe: { value: 8, ci: [4, 12] },
  minTrackRecordDays: 12,
  breakEvenBps: { value: 18, ci: [15, 21] },
  paidBps: 11,
  randomEntryP: 0.0005,
  trials: 1,
  deflatedSharpe: 1,
  leaks: [],
  flattery: [],
};

describe('judge, by the first rule that applies', () => {
  it('calls a leak a leak, whatever else was measured', () => {
    const sentence = 'Feature ret_5 changed when later bars were changed.';
    expect(judge({ ...edge, leaks: [sentence] })).toEqual({
      kind: 'leak',
      tone: 'bad',
      headline: 'A leak, not an edge.',
      sentence,
    });
  });
  it('sees no ranking where the interval of the AUC contains 0.5, whatever the profit', () => {
    const noise = { ...edge, auc: { value: 0.505, ci: [0.49, 0.52] as const } };
    expect(judge(noise)).toMatchObject({ kind: 'no-ranking', headline: 'No evidence of an edge.' });
    expect(judge(noise).sentence).toBe(
      'AUC 0.505 (0.490–0.520) on 60 days it never saw. Chance alone could have done this. 900 trades made +$1,200.00.',
    );
  });
  it('says how many days would be needed where an interval is too wide to see an edge', () => {
    const few = { ...edge, days: 12, auc: { value: 0.52, ci: [0.46, 0.58] as const } };
    expect(judge(few)).toMatchObject({ kind: 'too-few', headline: 'Too few days to tell.' });
    expect(judge(few).sentence).toContain('About 48 days would show an AUC of 0.53.');
  });
  it('believes no interval below five days', () => {
    expect(judge({ ...edge, days: 4 })).toMatchObject({ kind: 'too-few', tone: 'open' });
  });
  it('never calls a model below chance good', () => {
    const turned = { ...edge, auc: { value: 0.45, ci: [0.43, 0.47] as const } };
    expect(judge(turned)).toMatchObject({ kind: 'no-ranking', headline: 'Worse than a coin.' });
  });
  it('says in words that probabilities are worse than no model', () => {
    const bad = {
      ...edge,
      auc: { value: 0.505, ci: [0.49, 0.52] as const },
      skill: { value: -0.002, ci: [-0.004, 0] as const },
      logLoss: 0.6948,
    };
    expect(judge(bad).sentence).toContain(
      'As probabilities they are worse than no model (log loss 0.6948, a constant guess 0.6931).',
    );
    const earning = { ...edge, skill: bad.skill, logLoss: 0.6948 };
    expect(judge(earning)).toMatchObject({ kind: 'edge', tone: 'open' });
  });
  it('says at which cost a ranking would break even that costs eat', () => {
    const eaten = {
      ...edge,
      pnl: { value: -128.6, ci: [-200, -50] as const },
      breakEvenBps: { value: 4.2, ci: [3.1, 5.3] as const },
    };
    expect(judge(eaten)).toEqual({
      kind: 'eaten-by-costs',
      tone: 'bad',
      headline: 'It ranks, but costs eat it.',
      sentence:
        'AUC 0.590 (0.580–0.600) on 60 days it never saw. It breaks even at 4.2 bps (3.1 to 5.3) a side; you pay 11.0 bps.',
    });
    const close = { ...eaten, breakEvenBps: { value: 8, ci: [2, 14] as const } };
    expect(judge(close)).toMatchObject({ kind: 'eaten-by-costs', tone: 'open' });
    const losing = { ...eaten, breakEvenBps: { value: -1, ci: [-2, 0] as const } };
    expect(judge(losing).headline).toBe('It ranks, but these rules lose.');
    expect(judge(losing).sentence).toContain(
      'It loses even without costs; you pay 11.0 bps a side.',
    );
  });
  it('is never good by rules that flatter, and names them', () => {
    const flattered = {
      ...edge,
      flattery: ['fills at the close that made the decision', 'no costs'],
    };
    const verdict = judge(flattered);
    expect(verdict).toMatchObject({ kind: 'flattered', tone: 'open' });
    expect(verdict.sentence).toContain(
      'with fills at the close that made the decision and no costs.',
    );
  });
  it('waits for thirty trades, and says how long that takes', () => {
    const few = { ...edge, trades: 20 };
    expect(judge(few)).toMatchObject({ kind: 'too-few', headline: 'Too few trades to tell.' });
    expect(judge(few).sentence).toContain('at this rate 90 days would give 30.');
    expect(judge({ ...edge, trades: 30 }).kind).toBe('edge');
  });
  it('calls a profit whose interval contains 0 luck, and says how many days would tell', () => {
    const lucky = {
      ...edge,
      pnl: { value: 5.44, ci: [-310, 320] as const },
      minTrackRecordDays: 900,
    };
    const verdict = judge(lucky);
    expect(verdict).toMatchObject({ kind: 'too-few', headline: 'A profit that may be luck.' });
    expect(verdict.sentence).toContain('+$5.44 (−$310.00 to +$320.00) net in 900 trades');
    expect(verdict.sentence).toContain('It would take more than ten years like these to tell.');
  });
  it('credits no model with what random entries earn too', () => {
    expect(judge({ ...edge, randomEntryP: 0.31 })).toMatchObject({
      kind: 'too-few',
      headline: 'A profit that random entries make too.',
    });
  });
  it('counts the tries', () => {
    const picked = { ...edge, trials: 37, deflatedSharpe: 0.61 };
    expect(judge(picked)).toMatchObject({
      kind: 'not-after-tries',
      tone: 'open',
      headline: 'It survives costs, but not 37 tries.',
    });
    expect(judge(picked).sentence).toContain(
      'It is one of 37 tries on these bars, and after them the probability that it is more than luck is 61%.',
    );
    expect(judge({ ...picked, deflatedSharpe: 0.97 }).kind).toBe('edge');
  });
  it('measures its words by what the equity curve shows', () => {
    expect(judge(edge)).toMatchObject({ kind: 'edge', tone: 'good' });
    expect(judge(edge).headline).toBe('A clear edge that survives costs.');
    const small = { ...edge, pnl: { value: 40, ci: [10, 70] as const } };
    expect(judge(small).headline).toBe('A small edge that survives costs.');
    expect(judge({ ...edge, maxDrawdownFraction: -0.06 }).headline).toBe(
      'An edge that survives costs.',
    );
  });
});

test('rules that nobody can trade by are found one by one', () => {
  expect(findFlattery(defaultTradingSettings)).toEqual([]);
  expect(findFlattery({ ...defaultTradingSettings, fillAt: 'same-close' })).toEqual([
    'fills at the close that made the decision',
  ]);
  expect(findFlattery({ ...defaultTradingSettings, ...referenceRules })).toEqual([
    'fills at the close that made the decision',
    'no costs',
    'overlapping positions',
  ]);
});
