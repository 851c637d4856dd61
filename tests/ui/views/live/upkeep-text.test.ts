import { expect, test } from 'vitest';
import {
  describeAge,
  describeComparison,
  describeLimit,
  describeOrigin,
  describeRetraining,
  describeVerdict,
  listFigures,
  listScores,
} from '../../../../src/ui/views/live/upkeep/upkeep-text';
import { makeUpkeep } from './make-upkeep';
import type { ModelComparison } from '../../../../src/live/upkeep/champion-challenger';

import type { ChallengeReport } from '../../../../workers/api/live';
import { makeAccount, makeReport } from '../../../state/live/fake-live';
import type { RetrainingStatus } from '../../../../src/state/live/retraining.svelte';

test.each([
  [NaN, 'unknown'],
  [-5, '0 hours'],
  [3_600_000, '1 hour'],
  [47 * 3_600_000, '47 hours'],
  [48 * 3_600_000, '2 days'],
])('an age of %d ms is %s', (ageMs, text) => {
  expect(describeAge(ageMs)).toBe(text);
});

test.each([
  ['too-early', 'Too early to tell: 400 live labels are known so far.'],
  ['as-expected', 'As expected: live AUC 0.530, its test block promised 0.540.'],
  ['worse', 'Worse than promised: live AUC 0.530 instead of 0.540; retrain it.'],
  [
    'miscalibrated',
    'Off as a whole: it gives rises 51.0% on average, and 49.0% came. ' +
      'In its test block: it gives rises 50.0% on average, and 50.5% came. Retrain it.',
  ],
  ['shifted', 'The market has shifted: vol_20 no longer looks as in training; retrain it.'],
] as const)('the verdict %s says what it is made of', (verdict, text) => {
  expect(describeVerdict(makeUpkeep({ verdict }))).toBe(text);
});

test('one label is one', () => {
  const early = (labels: number) => describeVerdict(makeUpkeep({ verdict: 'too-early', labels }));
  expect(early(1)).toBe('Too early to tell: 1 live label is known so far.');
  expect(early(0)).toBe('Too early to tell: 0 live labels are known so far.');
});

test('an age counts from the last training bar, and from the training where its bars are gone', () => {
  expect(describeOrigin(makeUpkeep())).toBe(
    'since its last training bar: weights from bars up to 2024-03-03, tested up to 2024-03-30.',
  );
  expect(describeOrigin(makeUpkeep({ ownBars: undefined }))).toBe(
    'since it was trained on 2024-03-31; its bars are not here.',
  );
});

test('probabilities that have shifted are named with the features', () => {
  const [, vol20] = makeUpkeep().shifts;
  const shifts = [vol20, { name: 'probability', psi: 0.4, limit: 0.25, hasShifted: true }];
  const upkeep = makeUpkeep({ verdict: 'shifted', shifts });
  expect(describeVerdict(upkeep)).toContain('vol_20, the probability no longer look as');
});

test('calibration stands in the table: both shares, how far they are apart, and the error', () => {
  const rows = Object.fromEntries(listScores(makeUpkeep()).map((row) => [row.name, row]));
  expect(rows['riseFraction']).toMatchObject({ live: 0.49, expected: 0.505 });
  expect(rows['gap'].live).toBeCloseTo(0.02, 12);
  expect(rows['gap'].expected).toBeCloseTo(-0.005, 12);
  expect(rows['ece']).toMatchObject({ live: 0.02, expected: 0.02 });
});

test('a shift without a limit is said not to decide', () => {
  expect(describeLimit(0.9)).toBe('limit 0.90');
  expect(describeLimit(NaN)).toBe('does not decide');
  expect(describeLimit(Infinity)).toBe('does not decide');
});

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
  ['too-early', 'Too early to tell: 29 independent labels so far, 30 are needed.'],
  ['no-difference', 'No difference beyond chance: log loss apart by 0.0020 over 400 bars.'],
  [
    'challenger-better',
    'The challenger predicts better: its log loss is lower by 0.0020 over 400 bars, more than chance explains.',
  ],
  [
    'champion-better',
    'The champion predicts better: its log loss is lower by 0.0020 over 400 bars, more than chance explains.',
  ],
] as const)('the verdict %s is a plain sentence', (verdict, text) => {
  expect(describeComparison(compared({ models: models(verdict) }))).toBe(text);
});

test('what cannot be compared says why', () => {
  const { accounts } = makeReport();
  expect(describeComparison(compared({ accounts: { ...accounts, bars: 0 } }))).toContain('yet');
  expect(describeComparison(compared())).toContain('one is missing');
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

const account = makeAccount({ name: 'New' });
const cases: readonly (readonly [RetrainingStatus, string])[] = [
  [{ kind: 'idle' }, ''],
  [
    { kind: 'downloading', symbol: 'BTCUSDT' },
    'Step 1 of 3: fetching the newest 90 days of BTCUSDT…',
  ],
  [{ kind: 'training', symbol: 'BTCUSDT' }, 'Step 2 of 3: training; trading goes on meanwhile…'],
  [
    { kind: 'opening-account', symbol: 'BTCUSDT' },
    'Step 3 of 3: opening an account for the new model…',
  ],
  [{ kind: 'cancelled' }, 'Cancelled; trading was not touched.'],
  [{ kind: 'failed', message: 'The disk is full.' }, 'The disk is full.'],
  [{ kind: 'done', account }, 'Done: New trades beside the champion.'],
];

test.each(cases)('%o is said in a sentence', (status, text) => {
  expect(describeRetraining(status)).toBe(text);
});
