import { expect, test } from 'vitest';
import { compareModels, type PairedSample } from '../../../src/core/live/model-comparison';

/** Every second bar rises; each model gives one probability to rises, another to falls. */
function makeSample(
  count: number,
  champion: readonly [number, number],
  challenger: readonly [number, number],
): PairedSample {
  const give = ([up, down]: readonly [number, number]) =>
    Float64Array.from({ length: count }, (_, i) => (i % 2 === 0 ? up : down));
  return {
    labels: Uint8Array.from({ length: count }, (_, i) => (i + 1) % 2),
    champion: give(champion),
    challenger: give(challenger),
  };
}

const sure = [0.6, 0.4] as const;
const coin = [0.5, 0.5] as const;

test('scores of both are told on the same bars', () => {
  const { champion, challenger, bars, effectiveBars, difference } = compareModels(
    makeSample(400, coin, sure),
    10,
  );
  expect([bars, effectiveBars]).toEqual([400, 40]);
  expect(champion.auc).toBe(0.5);
  expect(challenger.auc).toBe(1);
  expect(champion.logLoss).toBeCloseTo(Math.LN2, 12);
  expect(challenger.logLoss).toBeCloseTo(-Math.log(0.6), 12);
  expect(difference.mean).toBeCloseTo(Math.log(0.6 / 0.5), 12);
});

test('below 30 independent labels it is too early, however large the difference', () => {
  expect(compareModels(makeSample(299, coin, sure), 10).verdict).toBe('too-early');
  expect(compareModels(makeSample(300, coin, sure), 10).verdict).toBe('challenger-better');
  expect(compareModels(makeSample(300, sure, coin), 10).verdict).toBe('champion-better');
});

test('a difference that may be chance means nothing', () => {
  // The challenger is right on rises only: ln(0.7 / 0.5) = 0.336, against ln(0.3 / 0.5) = -0.511 on falls.
  const mixed = compareModels(makeSample(400, coin, [0.7, 0.7]), 10);
  // Mean -0.087, deviation 0.424; 40 independent bars: 1.96 x 0.067 = 0.131 covers it.
  expect(mixed.difference.mean).toBeCloseTo(-0.0872, 4);
  expect(mixed.difference.ci[1]).toBeCloseTo(-0.0872 + 0.1315, 3);
  expect(mixed.verdict).toBe('no-difference');
  // One look at 95% would tell with 5 times the independent labels: 1.96 x 0.030 = 0.059. 99.9%, for looks
  // again and again, does not: 3.29 x 0.030 = 0.0986.
  const looked = compareModels(makeSample(400, coin, [0.7, 0.7]), 2);
  expect(looked.difference.ci[1]).toBeLessThan(0);
  expect(looked.verdict).toBe('no-difference');
  // Of independent labels the same bars tell.
  expect(compareModels(makeSample(400, coin, [0.7, 0.7]), 1).verdict).toBe('champion-better');
});

test('no bars are too early', () => {
  expect(compareModels(makeSample(0, coin, sure), 10)).toMatchObject({
    bars: 0,
    verdict: 'too-early',
  });
});
