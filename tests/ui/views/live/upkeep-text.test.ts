import { expect, test } from 'vitest';
import {
  describeAge,
  describeLimit,
  describeOrigin,
  describeVerdict,
  listScores,
} from '../../../../src/ui/views/live/upkeep-text';
import { makeUpkeep } from './make-upkeep';

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
  const shifts = [vol20, { name: 'probability', psi: 0.4, limit: 0.25 }];
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
