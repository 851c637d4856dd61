import type { Bars } from '../../core/bars/bars';
import { findSegments } from '../../core/bars/gaps';
import { viewBars } from '../../core/bars/slice';
import { fillReturns } from '../../core/features/shared-columns';
import { computeDeviation } from '../../core/indicators/deviation';
import { labelDirection, noLabel } from '../../core/labels/direction';
import type { ExportTable, NumberColumn } from './export-table';
import type { ExportContent } from './tabquant-table';

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
