import { describe, expect, it } from 'vitest';
import { computeFeatures } from '../../../src/core/features/compute';
import { labelDirection, noLabel } from '../../../src/core/labels/direction';
import { makeTabquantTable } from '../../../src/feeds/export/tabquant-table';
import { makeBars } from '../../core/bars/make-bars';

const barNames = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'quote_volume',
  'trade_count',
  'taker_buy_base',
  'taker_buy_quote',
];
const featureNames = [
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

describe('makeTabquantTable', () => {
  const bars = { ...makeBars(90), extras: { mood: new Float64Array(90).fill(-1) } };

  it('lists times, bars, extras, features and the label, in this order', () => {
    const { time, numbers } = makeTabquantTable(bars, { hasFeatures: true, labelHorizonBars: 5 });
    expect(time.name).toBe('open_time');
    const names = numbers.map(({ name }) => name);
    expect(names).toEqual([...barNames, 'mood', ...featureNames, 'label']);
  });

  it('has bars and extras alone unless more is asked for', () => {
    const table = makeTabquantTable(bars, { hasFeatures: false, labelHorizonBars: undefined });
    expect(table.numbers.map(({ name }) => name)).toEqual([...barNames, 'mood']);
  });

  it('has the features of the models, not scaled, and NaN for a label that is not known', () => {
    const { numbers } = makeTabquantTable(bars, { hasFeatures: true, labelHorizonBars: 5 });
    const valuesOf = (wanted: string) => numbers.find(({ name }) => name === wanted)?.values;
    const features = computeFeatures(bars);
    featureNames.forEach((name, at) => expect(valuesOf(name)).toEqual(features.columns[at]));
    const labels = [...labelDirection(bars, 5)].map((label) => (label === noLabel ? NaN : label));
    expect([...(valuesOf('label') ?? [])]).toEqual(labels);
    expect(labels.slice(-6).map(Number.isNaN)).toEqual([false, true, true, true, true, true]);
  });

  it('tells the features from columns of the source that have their names', () => {
    const extras = { ret_1: new Float64Array(90), close: new Float64Array(90) };
    const { numbers } = makeTabquantTable(
      { ...bars, extras },
      { hasFeatures: true, labelHorizonBars: undefined },
    );
    const names = numbers.map(({ name }) => name);
    expect(names.slice(9, 12)).toEqual(['ret_1', 'close_2', 'ret_1_2']);
    expect(new Set(names).size).toBe(names.length);
  });

  it('refuses a horizon that no label can have', () => {
    const content = { hasFeatures: false, labelHorizonBars: 0 };
    expect(() => makeTabquantTable(bars, content)).toThrow(/horizon must be .* was 0/);
  });
});
