import { expect, test } from 'vitest';
import {
  type AccountRecord,
  compareAccounts,
  compareModels,
  pairAnswers,
  type PairedSample,
} from '../../../src/live/upkeep/champion-challenger';

const hourMs = 3_600_000;

function makeRecord(
  hours: readonly number[],
  equity: readonly number[],
  entries: readonly number[] = [],
): AccountRecord {
  return {
    time: hours.map((hour) => hour * hourMs),
    equity,
    trades: entries.map((hour) => ({ entryTime: hour * hourMs })),
  };
}

test('what came before the challenger counts for nobody', () => {
  const champion = makeRecord([0, 1, 2, 3], [1000, 500, 500, 550], [0, 1, 2]);
  const challenger = makeRecord([2, 3], [10_000, 9900], [3]);
  const compared = compareAccounts(champion, challenger);
  expect(compared).toMatchObject({ bars: 2, from: 2 * hourMs });
  expect(compared.champion.pnl).toBe(50);
  expect(compared.champion.pnlFraction).toBeCloseTo(0.1, 12);
  // The trade that began at 2 is in the equity of the first common bar.
  expect(compared.champion.trades).toBe(0);
  expect(compared.challenger.pnl).toBe(-100);
  expect(compared.challenger.pnlFraction).toBeCloseTo(-0.01, 12);
  expect(compared.challenger.trades).toBe(1);
});

test('bars that one of them missed, at any side, are left out', () => {
  const a = makeRecord([0, 1, 3, 4], [1, 2, 3, 4]);
  const b = makeRecord([1, 2, 3, 5], [5, 6, 7, 8]);
  expect(compareAccounts(a, b)).toMatchObject({
    bars: 2,
    champion: { pnl: 1 },
    challenger: { pnl: 2 },
  });
});

test('the Sharpe ratio is that of whole days from the first common bar', () => {
  // Base 100; days end at 110, 99 and 108.9: +10%, -10%, +10%.
  const record = makeRecord([0, 23, 47, 71], [100, 110, 99, 108.9]);
  const mean = 0.1 / 3;
  const deviation = Math.sqrt((2 * (0.1 - mean) ** 2 + (-0.1 - mean) ** 2) / 2);
  const { sharpe } = compareAccounts(record, record).champion;
  expect(sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(365), 9);
});

test('before both have traded a bar nothing is known', () => {
  const compared = compareAccounts(makeRecord([0, 1], [1, 2]), makeRecord([], []));
  expect(compared).toMatchObject({ bars: 0, from: undefined });
  expect(compared.challenger.pnl).toBeNaN();
});

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

const make = (
  time: readonly number[],
  close: readonly number[],
  probability: readonly number[],
) => ({
  time: Float64Array.from(time),
  close: Float64Array.from(close),
  probability: Float64Array.from(probability),
});
const options = { intervalMs: 10, horizonBars: 2, liveFrom: 0 };
const champion = make([0, 10, 20, 30, 40], [5, 6, 7, 6, 7], [0.1, 0.2, 0.3, 0.4, 0.5]);
const challenger = make([10, 20, 30, 40], [6, 7, 6, 7], [0.6, 0.7, 0.8, 0.9]);

test('only bars that both traded count, each with what came of it a horizon later', () => {
  expect(pairAnswers(champion, challenger, options)).toEqual({
    // 6 to 6, and 7 to 7: no rise.
    labels: Uint8Array.of(0, 0),
    champion: Float64Array.of(0.2, 0.3),
    challenger: Float64Array.of(0.6, 0.7),
  });
  const [label] = pairAnswers(champion, champion, options).labels;
  expect(label).toBe(1);
});

test('no label crosses a gap, and none is made of a close or an answer that the journal lacks', () => {
  const gapped = make([0, 10, 30, 40, 50], [5, 6, 7, 8, 9], [0.1, 0.2, 0.3, 0.4, 0.5]);
  expect([...pairAnswers(gapped, gapped, options).champion]).toEqual([0.3]);
  const old = make([0, 10, 20, 30, 40], [NaN, NaN, 7, 6, 7], [NaN, NaN, 0.3, 0.4, 0.5]);
  expect([...pairAnswers(old, champion, options).champion]).toEqual([0.3]);
  expect([...pairAnswers(champion, old, options).challenger]).toEqual([0.3]);
});

test('bars before a time are left out', () => {
  const { labels } = pairAnswers(champion, champion, { ...options, liveFrom: 20 });
  expect(labels).toHaveLength(1);
});
