import { type BarColumn, type Bars, listColumns, viewBars } from '../../core/bars/bars';
import type { ExportRequest } from '../../core/library';
import { computeFeatures } from '../../core/features/compute';
import { labelDirection } from '../../core/labels/direction';
import { noLabel } from '../../core/labels/label';
import { findSegments } from '../../core/bars/gaps';
import { fillReturns } from '../../core/features/feature';
import { computeDeviation } from '../../core/features/indicators';

/** What to export beside the bars. */
type ExportContent = Pick<ExportRequest, 'hasFeatures' | 'labelHorizonBars'>;

/**
 * Returns every column of `bars` under the names that the import recognises, extras under their own,
 * then the features and the label where asked for. Undefined features and labels are NaN.
 *
 * A name that is taken by an earlier column gets `_2` at its end: features are computed anew, also
 * where the source came with a `ret_1` of its own.
 */
export function makeTabquantTable(bars: Bars, content: ExportContent): ExportTable {
  const stored = listColumns(bars)
    .filter(({ column }) => column !== 'openTime')
    .map(({ column, name, values }): NumberColumn =>
      column === 'extra'
        ? { name, values, isNullable: true }
        : { name: tabquantNames[column], values, isNullable: false },
    );
  return {
    time: {
      name: tabquantNames.openTime,
      values: bars.openTime,
      unit: 'ms',
      csv: 'milliseconds',
    },
    numbers: makeNamesUnique([
      ...stored,
      ...listFeatures(bars, content),
      ...listLabel(bars, content),
    ]),
  };
}

/** Names of columns in files, as the import recognises them. */
const tabquantNames: Readonly<Record<BarColumn, string>> = {
  openTime: 'open_time',
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume',
  quoteVolume: 'quote_volume',
  tradeCount: 'trade_count',
  takerBuyBase: 'taker_buy_base',
  takerBuyQuote: 'taker_buy_quote',
};

function listFeatures(bars: Bars, { hasFeatures }: ExportContent): readonly NumberColumn[] {
  if (!hasFeatures) return [];
  const { names, columns } = computeFeatures(bars);
  return names.map((name, index) => ({ name, values: columns[index], isNullable: true }));
}

function listLabel(bars: Bars, { labelHorizonBars }: ExportContent): readonly NumberColumn[] {
  if (labelHorizonBars === undefined) return [];
  const labels = labelDirection(bars, labelHorizonBars);
  const values = Float64Array.from(labels, (label) => (label === noLabel ? NaN : label));
  return [{ name: 'label', values, isNullable: true }];
}

function makeNamesUnique(columns: readonly NumberColumn[]): readonly NumberColumn[] {
  const taken = new Set([tabquantNames.openTime]);
  return columns.map((column) => {
    let name = column.name;
    for (let copy = 2; taken.has(name); copy++) name = `${column.name}_${copy}`;
    taken.add(name);
    return { ...column, name };
  });
}

/**
 * Returns the columns that the reference dashboard's download script writes, in its order, so that
 * its scripts can read them: `timestamp` in ns, `mid` (the close), prices and volume; with features
 * `ret_1 ret_5 roll_vol_20 roll_vol_60 dollar_vol tb_ratio`; `label`. All numbers are float64.
 *
 * As there, 0 stands where a value is undefined, the label of the last bars included, because the
 * scripts know no missing values. Unlike there, nothing spans a gap. `tb_ratio` is left out when the
 * bars lack taker columns; the dashboard's files have no place for extras and the other columns.
 */
export function makeDashboardTable(bars: Bars, content: ExportContent): ExportTable {
  const { hasFeatures, labelHorizonBars } = content;
  const columns: Record<string, Float64Array> = {
    mid: bars.close,
    close: bars.close,
    open: bars.open,
    high: bars.high,
    low: bars.low,
    volume: bars.volume,
    ...(hasFeatures ? computeDashboardFeatures(bars) : {}),
    ...(labelHorizonBars === undefined ? {} : { label: computeLabel(bars, labelHorizonBars) }),
  };
  return {
    time: { name: 'timestamp', values: bars.openTime, unit: 'ns', csv: 'iso' },
    numbers: Object.entries(columns).map(([name, values]): NumberColumn => ({
      name,
      values,
      isNullable: false,
    })),
  };
}

function computeDashboardFeatures(bars: Bars): Record<string, Float64Array> {
  const { close, volume, quoteVolume, takerBuyQuote } = bars;
  const create = (): Float64Array => new Float64Array(close.length);
  const features = {
    ret_1: create(),
    ret_5: create(),
    roll_vol_20: create(),
    roll_vol_60: create(),
    dollar_vol: close.map((price, t) => price * volume[t]),
  };
  for (const segment of findSegments(bars)) {
    const part = viewBars(bars, segment).close;
    const take = (values: Float64Array): Float64Array =>
      values.subarray(segment.start, segment.end);
    fillReturns(part, 1, take(features.ret_1));
    fillReturns(part, 5, take(features.ret_5));
    // The script takes the return of the first bar for 0 and so has deviations one bar earlier.
    setZeroWhereUndefined(take(features.ret_1));
    take(features.roll_vol_20).set(computeDeviation(take(features.ret_1), 20));
    take(features.roll_vol_60).set(computeDeviation(take(features.ret_1), 60));
  }
  Object.values(features).forEach(setZeroWhereUndefined);
  if (quoteVolume === undefined || takerBuyQuote === undefined) return features;
  // The script's way not to divide by 0.
  const ratio = takerBuyQuote.map((bought, t) => bought / (quoteVolume[t] + 1e-9));
  return { ...features, tb_ratio: ratio };
}

function computeLabel(bars: Bars, horizonBars: number): Float64Array {
  const labels = labelDirection(bars, horizonBars);
  return Float64Array.from(labels, (label) => (label === noLabel ? 0 : label));
}

function setZeroWhereUndefined(values: Float64Array): void {
  for (let t = 0; t < values.length; t++) if (Number.isNaN(values[t])) values[t] = 0;
}

/** The open times of bars as a file states them. */
export interface TimeColumn {
  readonly name: string;
  /** Whole milliseconds since the epoch. */
  readonly values: Float64Array;
  /** Unit of the timestamp in parquet and feather; its zone is UTC. */
  readonly unit: 'ms' | 'ns';
  /** In CSV: milliseconds since the epoch, or ISO 8601 in UTC. */
  readonly csv: 'milliseconds' | 'iso';
}

/** A column of float64; NaN is null, in CSV an empty cell. */
export interface NumberColumn {
  readonly name: string;
  readonly values: Float64Array;
  /** Whether the file declares that values can be missing. */
  readonly isNullable: boolean;
}

/** What a file is to hold, before it takes a format: the times first, then numbers, all of one length. */
export interface ExportTable {
  readonly time: TimeColumn;
  readonly numbers: readonly NumberColumn[];
}
