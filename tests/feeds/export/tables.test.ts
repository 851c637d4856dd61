import { describe, expect, it } from 'vitest';
import { computeFeatures } from '../../../src/core/features/compute';
import { labelDirection } from '../../../src/core/labels/direction';
import { noLabel } from '../../../src/core/labels/label';
import { makeDashboardTable, makeTabquantTable } from '../../../src/feeds/export/tables';
import { makeBars } from '../../core/bars/make-bars';
import type { Bars } from '../../../src/core/bars/bars';
import { exportBars } from '../../../src/feeds/export/export-bars';
import { parquetWasm } from '../make-files';
import { importOne } from '../import-one';
import { hasRealData, readRealFile, skipNote } from '../real-data';
import { makeRequest } from './make-request';
import { readParquetFile } from './read-parquet';

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

const everything: Parameters<typeof makeDashboardTable>[1] = {
  hasFeatures: true,
  labelHorizonBars: 10,
};

function makeColumns(bars: Bars, content = everything): Record<string, readonly number[]> {
  const { numbers } = makeDashboardTable(bars, content);
  return Object.fromEntries(numbers.map(({ name, values }) => [name, [...values]]));
}

describe('makeDashboardTable', () => {
  const flat = new Float64Array(4).fill(100);
  const bars: Bars = {
    intervalMs: 60_000,
    openTime: Float64Array.of(0, 60_000, 180_000, 240_000),
    open: flat,
    high: flat.map(() => 200),
    low: flat.map(() => 50),
    close: Float64Array.of(100, 110, 88, 132),
    volume: Float64Array.of(1, 2, 3, 4),
    quoteVolume: Float64Array.of(100, 200, 0, 400),
    takerBuyQuote: Float64Array.of(50, 50, 0, 400),
  };

  it('has 0 where nothing is defined, and nothing that spans a gap', () => {
    const columns = makeColumns(bars, { hasFeatures: true, labelHorizonBars: 1 });
    expect(columns.ret_1[0]).toBe(0);
    expect(columns.ret_1[1]).toBeCloseTo(0.1, 15);
    expect(columns.ret_1[2]).toBe(0);
    expect(columns.ret_1[3]).toBeCloseTo(0.5, 15);
    expect(columns.ret_5).toEqual([0, 0, 0, 0]);
    expect(columns.roll_vol_20).toEqual([0, 0, 0, 0]);
    expect(columns.dollar_vol).toEqual([100, 220, 264, 528]);
    expect(columns.label).toEqual([1, 0, 1, 0]);
  });

  it('divides what takers bought by the quote volume plus 1e-9', () => {
    expect(makeColumns(bars).tb_ratio).toEqual([
      50 / (100 + 1e-9),
      50 / (200 + 1e-9),
      0,
      400 / (400 + 1e-9),
    ]);
  });

  it('leaves features and label out where they are not asked for', () => {
    const columns = makeColumns(bars, { hasFeatures: false, labelHorizonBars: undefined });
    expect(Object.keys(columns)).toEqual(['mid', 'close', 'open', 'high', 'low', 'volume']);
  });

  it('leaves the taker ratio out where the bars lack taker columns', () => {
    const columns = makeColumns({ ...makeBars(80), takerBuyQuote: undefined });
    expect(Object.keys(columns)).not.toContain('tb_ratio');
    expect(Object.keys(columns)).toContain('dollar_vol');
  });
});

describe.skipIf(!hasRealData)(`the reference dashboard's file${skipNote}`, () => {
  it('comes out of the same bars again: names, order, types, and values within 1e-9', async () => {
    const klines = readRealFile('btcusdt-spot/btcusdt_1m_2024q1.klines.parquet');
    const { bars } = await importOne(klines);
    const { file } = await exportBars(
      bars,
      makeRequest({ names: 'dashboard', ...everything }),
      { symbol: 'BTCUSDT', intervalMs: bars.intervalMs },
      { parquetWasm },
    );
    const ours = await readParquetFile(file);
    const theirs = await readParquetFile(
      readRealFile('btcusdt-spot/btcusdt_1m_2024q1.seed.parquet'),
    );
    expect(ours.types).toEqual(theirs.types);
    expect(ours.types).toHaveLength(14);
    expect(ours.types[0]).toBe('timestamp INT64 NANOS UTC');
    expect(ours.rows).toHaveLength(129_600);
    expect(findLargestDifference(ours.rows, theirs.rows)).toBeLessThan(1e-9);
  });
});

type Rows = Awaited<ReturnType<typeof readParquetFile>>['rows'];

/** Infinity where a value is of another kind. */
function findLargestDifference(ours: Rows, theirs: Rows): number {
  let largest = 0;
  theirs.forEach((row, at) => {
    for (const [name, expected] of Object.entries(row)) {
      const [value, reference] = [ours[at][name], expected].map(toNumber);
      const difference = Math.abs(value - reference);
      largest = Math.max(largest, Number.isNaN(difference) ? Infinity : difference);
    }
  });
  return largest;
}

function toNumber(value: unknown): number {
  return value instanceof Date ? value.getTime() : typeof value === 'number' ? value : NaN;
}
