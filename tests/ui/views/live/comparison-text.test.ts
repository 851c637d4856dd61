import { expect, test } from 'vitest';
import type { ModelComparison } from '../../../../src/core/live/model-comparison';
import { describeComparison, listFigures } from '../../../../src/ui/views/live/comparison-text';
import type { ChallengeReport } from '../../../../src/state/live/challenge.svelte';
import { makeAccount, makeReport } from '../../../state/live/fake-live';

const champion = makeAccount();
const challenger = makeAccount({ id: 'b', modelId: 'n', role: 'challenger' });
const compared = (report: Partial<ChallengeReport> = {}) => ({
  champion,
  challenger,
  report: makeReport(report),
});
const models = (verdict: ModelComparison['verdict']): ModelComparison => ({
  bars: 400,
  effectiveBars: 29.9,
  champion: { auc: 0.51, logLoss: 0.693 },
  challenger: { auc: 0.53, logLoss: 0.691 },
  difference: { mean: 0.002, ci: [0.001, 0.003] },
  verdict,
});

test.each([
  ['too-early', 'Too early to tell: 29 independent labels so far, 30 are the least.'],
  [
    'no-difference',
    'No difference that chance would not make: log loss apart by 0.0020 over 400 bars.',
  ],
  [
    'challenger-better',
    'The challenger predicts better: its log loss is lower by 0.0020 over 400 bars, more than chance makes.',
  ],
  [
    'champion-better',
    'The champion predicts better: its log loss is lower by 0.0020 over 400 bars, more than chance makes.',
  ],
] as const)('the verdict %s is a plain sentence', (verdict, text) => {
  expect(describeComparison(compared({ models: models(verdict) }))).toBe(text);
});

test('what cannot be compared says why', () => {
  const { accounts } = makeReport();
  expect(describeComparison(compared({ accounts: { ...accounts, bars: 0 } }))).toContain('yet');
  expect(describeComparison(compared())).toContain('one is not here');
  const twin = { ...compared(), challenger: { ...challenger, modelId: champion.modelId } };
  expect(describeComparison(twin)).toContain('the same model');
});

test('figures stand side by side, unknown ones as a dash', () => {
  const figures = Object.fromEntries(listFigures(compared()).map((one) => [one.name, one]));
  expect(figures['pnl'].texts).toEqual(['+$100.00', '+$200.00']);
  expect(figures['pnl-pct'].texts).toEqual(['+1.00%', '+2.00%']);
  expect(figures['trades'].values).toEqual(['3', '3']);
  expect(figures['auc'].texts).toEqual(['–', '–']);
  const known = listFigures(compared({ models: models('no-difference') }));
  expect(known.find(({ name }) => name === 'auc')?.texts).toEqual(['0.510', '0.530']);
});
