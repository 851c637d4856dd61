import { describe, expect, it } from 'vitest';
import { sliceBars, type Bars } from '../../../src/core/bars/bars';
import {
  chooseFeatures,
  computeFeatures,
  defaultFeatures,
  FeatureError,
} from '../../../src/core/features/compute';
import { builtInFeatures } from '../../../src/core/features/list';
import { makeBars } from '../bars/make-bars';
import {
  expectToMatch,
  readReference,
  readReferenceBars,
  type ReferenceColumns,
} from '../bars/reference';

const nine = [
  'ret_1',
  'ret_5',
  'ret_15',
  'vol_20',
  'vol_60',
  'dollar_volume',
  'taker_buy_ratio',
  'high_low_range',
  'trend',
];

function column(bars: Bars, name: string): number[] {
  return [...computeFeatures(bars, [name]).columns[0]];
}

describe('a bar whose amounts are unknown', () => {
  const bars = makeBars(300);
  bars.volume[100] = NaN;
  bars.quoteVolume?.fill(NaN, 100, 101);

  it('has no dollar_volume for as long as its window holds the bar, nor has another one', () => {
    const values = column(bars, 'dollar_volume');
    const undefinedAt = values.flatMap((value, t) => (Number.isNaN(value) ? [t] : []));
    expect(undefinedAt.filter((t) => t >= 59)).toEqual(
      Array.from({ length: 60 }, (_, t) => 100 + t),
    );
    const known = column(makeBars(300), 'dollar_volume');
    expect(values.slice(160)).toEqual(known.slice(160));
  });

  it('has no taker_buy_ratio, and every other feature', () => {
    const values = column(bars, 'taker_buy_ratio');
    expect(values.flatMap((value, t) => (Number.isNaN(value) ? [t] : []))).toEqual([100]);
    expect(column(bars, 'ret_1')).toEqual(column(makeBars(300), 'ret_1'));
  });
});

describe('chooseFeatures', () => {
  const without = (left: string) => nine.filter((name) => name !== left);

  it('gives the nine in their order', () => {
    expect(defaultFeatures(makeBars(1))).toEqual(nine);
  });

  it('leaves out the taker buy ratio where the source has no taker columns', () => {
    const ratio = without('taker_buy_ratio');
    expect(defaultFeatures({ ...makeBars(1), takerBuyQuote: undefined })).toEqual(ratio);
    expect(defaultFeatures({ ...makeBars(1), quoteVolume: undefined })).toEqual(ratio);
  });

  it('leaves out the dollar volume where no bar has a volume', () => {
    const bars = { ...makeBars(3), volume: new Float64Array(3) };
    expect(defaultFeatures(bars)).toEqual(without('dollar_volume'));
    bars.volume[2] = 1;
    expect(defaultFeatures(bars)).toEqual(nine);
  });

  it('needs no bars: what the source tells decides', () => {
    const nothing = { volume: false, takers: false, quoteVolume: false, trades: false };
    const names = chooseFeatures(nothing).map(({ name }) => name);
    expect(names).toHaveLength(7);
    expect(names).not.toContain('dollar_volume');
    expect(names).not.toContain('taker_buy_ratio');
  });

  it('leaves extras to be chosen', () => {
    const bars = { ...makeBars(3), extras: { mood: Float64Array.of(1, NaN, 3) } };
    expect(defaultFeatures(bars)).toEqual(nine);
    expect(computeFeatures(bars).names).toEqual(nine);
  });
});

describe('computeFeatures', () => {
  it.each(nine)('gives the reference column of %s', (name) => {
    const { features } = readReference<{ features: ReferenceColumns }>('features');
    const { columns } = computeFeatures(readReferenceBars(), [name]);
    expectToMatch(columns[0], features[name]);
  });

  it('has a reference column for every feature', () => {
    const { features } = readReference<{ features: ReferenceColumns }>('feature-families');
    expect(builtInFeatures.map(({ name }) => name).sort()).toEqual(
      [...nine, ...Object.keys(features)].sort(),
    );
  });

  it.each(builtInFeatures.map(({ name }) => name).filter((name) => !nine.includes(name)))(
    'gives the reference column of %s',
    (name) => {
      const { features } = readReference<{ features: ReferenceColumns }>('feature-families');
      const reference = features[name];
      const first = sliceBars(readReferenceBars(), { start: 0, end: reference.length });
      // Of values near 0 the last digits are those of a difference. pandas carries the sums of a moving
      // deviation on, and is off by up to 4e-9 itself where five quiet bars follow others.
      const tolerance = name === 'vol_ratio' ? 1e-8 : 1e-9;
      const limits = { floor: 1e-4, tolerance };
      expectToMatch(computeFeatures(first, [name]).columns[0], reference, limits);
    },
  );

  it('gives the asked features in the asked order', () => {
    const bars = makeBars(100);
    const table = computeFeatures(bars, ['trend', 'ret_5']);
    expect(table.names).toEqual(['trend', 'ret_5']);
    expect(table.columns).toEqual([
      computeFeatures(bars).columns[nine.indexOf('trend')],
      computeFeatures(bars).columns[nine.indexOf('ret_5')],
    ]);
    expect(table.warmUpBars).toBe(59);
  });

  it.each(builtInFeatures)(
    '$name is defined from its warm-up of $lookBackBars bars on',
    (feature) => {
      const values = column(makeBars(feature.lookBackBars + 100), feature.name);
      expect(values.findIndex(Number.isFinite)).toBe(feature.lookBackBars);
      expect(values.slice(feature.lookBackBars).every(Number.isFinite)).toBe(true);
    },
  );

  it('needs 60 bars before all nine are defined', () => {
    expect(computeFeatures(makeBars(1)).warmUpBars).toBe(60);
  });

  it('is exactly flat where nothing moves, also after a stretch of wild prices', () => {
    const bars = makeBars(300);
    for (const name of ['open', 'high', 'low', 'close'] as const) bars[name].fill(1.1, 100);
    const names = ['ret_1', 'ret_15', 'vol_20', 'vol_60', 'trend', 'high_low_range'];
    for (const name of [...names, 'upper_wick', 'open_gap', 'semivariance_60', 'close_location']) {
      expect(new Set(column(bars, name).slice(161))).toEqual(new Set([0]));
    }
    expect(new Set(column(bars, 'vol_ratio').slice(161))).toEqual(new Set([1]));
  });

  it('stays finite over bars without volume', () => {
    const none = new Float64Array(100);
    const volume = Float64Array.from(none, (_, t) => (t === 0 ? 1 : 0));
    const bars = { ...makeBars(100), volume, quoteVolume: none, takerBuyQuote: none };
    expect(new Set(column(bars, 'taker_buy_ratio'))).toEqual(new Set([0.5]));
    expect(new Set(column(bars, 'dollar_volume').slice(60))).toEqual(new Set([0]));
    for (const name of ['imbalance_5', 'imbalance_60', 'imbalance_size']) {
      expect(new Set(column(bars, name).slice(60))).toEqual(new Set([0]));
    }
    expect(new Set(column({ ...bars, tradeCount: none }, 'trade_size').slice(60))).toEqual(
      new Set([0]),
    );
    expect(new Set(column(bars, 'vwap_distance_20').slice(60))).toEqual(new Set([0]));
  });

  it.each(builtInFeatures)(
    '$name is made of no bar before the $lookBackBars that it looks back on',
    ({ name, lookBackBars }) => {
      const count = lookBackBars + 140;
      const bars = makeBars(count);
      const all = column(bars, name);
      for (let end = lookBackBars + 1; end <= count; end += 7) {
        const own = sliceBars(bars, { start: end - lookBackBars - 1, end });
        expect(column(own, name)[lookBackBars]).toBeCloseTo(all[end - 1], 12);
      }
    },
  );

  it('tells the time of bars of seconds, half minutes and hours alike', () => {
    const bars = makeBars(40);
    const at = (ms: number): number => Math.sin((2 * Math.PI * ((ms / 60_000) % 60)) / 60);
    for (const intervalMs of [1000, 30_000, 60_000, 3_600_000, 7_200_000]) {
      const openTime = bars.openTime.map((_, t) => bars.openTime[0] + 5000 + t * intervalMs);
      const values = column({ ...bars, intervalMs, openTime }, 'clock_sin_60');
      values.forEach((value, t) => expect(value).toBeCloseTo(at(openTime[t] + intervalMs), 9));
    }
  });

  it('computes the dollar volume of bars without any for a model that asks for it', () => {
    const bars = { ...makeBars(61), volume: new Float64Array(61) };
    expect(column(bars, 'dollar_volume')[60]).toBe(0);
  });

  it('prefers a feature to an extra of the same name', () => {
    const bars = makeBars(80);
    const extras = { trend: new Float64Array(80).fill(7) };
    expect(column({ ...bars, extras }, 'trend')).toEqual(column(bars, 'trend'));
  });

  it('takes extras as they are, holes included', () => {
    const extras = { mood: Float64Array.of(1, NaN, -3) };
    expect(column({ ...makeBars(3), extras }, 'mood')).toEqual([1, NaN, -3]);
  });

  it('refuses a feature that the bars cannot give, naming those they can', () => {
    const bars = { ...makeBars(3), takerBuyQuote: undefined };
    expect(() => computeFeatures(bars, ['taker_buy_ratio'])).toThrow(FeatureError);
    expect(() => computeFeatures(bars, ['mood'])).toThrow(
      /^features: mood must be one that the bars can give: ret_1, ret_5, .*, clock_cos_week$/,
    );
  });
});
