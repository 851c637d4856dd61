import { describe, expect, it } from 'vitest';
import { computeAuc } from '../../src/core/metrics/auc';
import type { ModelPool } from '../../src/core/library';
import { estimateDailyAuc } from '../../src/core/metrics/daily-scores';
import { takeHoldout } from '../../src/core/out-of-sample';
import { isStranger, reportTogether, suitModel, tradedLive } from '../../src/core/pooled-model';
import { createRandom } from '../../src/core/random';
import { makeModel } from '../storage/make-records';

const dayMs = 86_400_000;

/** Test bars over `days` days; `lift` moves all probabilities, and with them how often the market rises. */
function makeTested(
  days: number,
  perDay: number,
  { seed, lift = 0 }: { seed: number; lift?: number },
) {
  const random = createRandom(seed);
  const count = days * perDay;
  const openTime = Float64Array.from({ length: count }, (_, at) =>
    Math.floor((at * dayMs) / perDay),
  );
  const labels = Uint8Array.from({ length: count }, () => Number(random.uniform() < 0.5 + lift));
  const probability = Float32Array.from(labels, () => 0.5 + lift + 0.01 * random.normal());
  const range = { bars: { start: 0, end: count }, labels: { start: 0, end: count } };
  const split = { train: range, validation: range, test: range, embargoBars: 0 };
  return { outOfSample: takeHoldout(split, probability), labels, openTime };
}

describe('reportTogether', () => {
  it('says of one market what its own report says', () => {
    const one = makeTested(12, 60, { seed: 1 });
    const { auc, aucCi, bars, days } = reportTogether([one]);
    const alone = estimateDailyAuc(one.labels, one.outOfSample.probability, one.openTime);
    expect([auc, bars, days]).toEqual([alone.value, 720, 12]);
    expect(aucCi[0]).toBeCloseTo(alone.ci[0], 12);
  });

  it('takes it for no skill that one market rises more often than another', () => {
    const markets = [
      makeTested(12, 60, { seed: 1, lift: 0.2 }),
      makeTested(12, 60, { seed: 2, lift: -0.2 }),
    ];
    const all = markets.flatMap(({ labels }) => [...labels]);
    const said = markets.flatMap(({ outOfSample }) => [...outOfSample.probability]);
    expect(computeAuc(all, said)).toBeGreaterThan(0.65);
    expect(Math.abs(reportTogether(markets).auc - 0.5)).toBeLessThan(0.04);
  });

  it('draws a day with the bars of all markets: the same market twice is known no better than once', () => {
    const one = makeTested(12, 60, { seed: 3 });
    const [low, high] = reportTogether([one]).aucCi;
    const twice = reportTogether([one, one]);
    expect(twice.bars).toBe(1440);
    expect(twice.days).toBe(12);
    expect(twice.aucCi[1] - twice.aucCi[0]).toBeCloseTo(high - low, 6);
  });
});

describe('suitModel', () => {
  const own = makeModel('bars-a', { symbol: 'AAA' });
  const market = (
    datasetId: string,
    symbol: string,
    mean: number,
  ): ModelPool['markets'][number] => ({
    datasetId,
    datasetName: symbol,
    symbol,
    scaler: { mean: [mean], deviation: [1] },
    split: { ...own.split, embargoBars: mean },
    judged: { test: { ...own.test, auc: 0.5 + mean / 100 }, rawTest: own.rawTest },
  });
  const pool: ModelPool = {
    scaling: 'own',
    hasSymbol: false,
    markets: [market('bars-a', 'AAA', 1), market('bars-b', 'BBB', 2)],
    together: { auc: 0.5, aucCi: [0, 1], bars: 2, days: 1 },
  };
  const pooled = { ...own, pool };

  it('leaves a model of one market as it is', () => {
    expect(suitModel(own, { id: 'bars-b', symbol: 'BBB' })).toBe(own);
    expect(isStranger(own, { id: 'bars-b', symbol: 'BBB' })).toBe(false);
  });

  it('gives a market its dataset, scaler, split and figures', () => {
    const suited = suitModel(pooled, { id: 'bars-b', symbol: 'BBB' });
    expect(suited).toMatchObject({
      id: own.id,
      datasetId: 'bars-b',
      scaler: { mean: [2] },
      split: { embargoBars: 2 },
      test: { auc: 0.52 },
    });
    // Of another dataset of that market, and of its live bars, too.
    expect(suitModel(pooled, { id: 'newer', symbol: 'BBB' })).toEqual(suited);
    expect(suitModel(pooled, tradedLive('BBB'))).toEqual(suited);
  });

  it('keeps the scaler of all markets where it knows none of them, such as the futures of a symbol', () => {
    const spot = {
      ...pooled,
      pool: {
        ...pool,
        markets: [{ ...pool.markets[0], market: { contract: 'futures' as const } }],
      },
    };
    expect(suitModel(spot, tradedLive('AAA'))).toBe(spot);
    expect(isStranger(spot, tradedLive('AAA'))).toBe(true);
    expect(isStranger(pooled, { id: 'bars-c', symbol: 'CCC' })).toBe(true);
  });
});
