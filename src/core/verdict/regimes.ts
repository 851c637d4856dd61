import type { BarRange, Bars } from '../bars/bars';
import { computeFeatures } from '../features/compute';
import { noLabel } from '../labels/label';
import { estimateByDays, resampleDays, sumDrawn } from '../metrics/bootstrap';
import { type DailyAuc, estimateDailyAuc } from '../metrics/daily-scores';
import { dayMs } from '../metrics/risk';
import { computeQuantile, type Estimate } from '../metrics/statistics';
import type { Trade } from '../trading/positions';

/** What a model did at bars that have something in common; plain data. */
interface Regime {
  readonly label: string;
  /** Bars that have a label and a probability. */
  readonly bars: number;
  readonly auc: DailyAuc;
  /** Trades whose signal was made at one of its bars. */
  readonly trades: number;
  /** Sum of their net profits, dollars, with an interval by days. */
  readonly pnl: Estimate;
}

/** One way to tell bars apart. */
export interface RegimeGroup {
  readonly name: 'volatility' | 'hour' | 'weekday' | 'month';
  readonly label: string;
  readonly regimes: readonly Regime[];
}

interface RegimeInput {
  readonly bars: Bars;
  /** One a bar: 1, 0, or `noLabel` where it may not count. */
  readonly labels: ArrayLike<number>;
  /** Out of sample, one a bar; NaN elsewhere. */
  readonly probability: ArrayLike<number>;
  /** Bars that the model was trained on; they alone decide what calm is. */
  readonly trainingBars: Bars;
  /** Closed trades over these bars. */
  readonly trades: readonly Trade[];
  readonly seed?: number;
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * Returns AUC and P/L of out-of-sample bars by volatility, hour of day, weekday and month, UTC: each as it was known at the
 * bar's close. Calm, usual and wild are thirds of `vol_60` over the training bars. Many groups are looked at, so that of
 * twenty one is outside its interval by chance.
 */
export function splitRegimes(input: RegimeInput): readonly RegimeGroup[] {
  const { openTime } = input.bars;
  const date = (bar: number) => new Date(openTime[bar] ?? NaN);
  const volatility = measureVolatility(input.bars);
  const training = measureVolatility(input.trainingBars).filter(Number.isFinite);
  const edges = [computeQuantile(training, 1 / 3), computeQuantile(training, 2 / 3)];
  const split = (
    name: RegimeGroup['name'],
    label: string,
    labels: readonly string[],
    placeOf: (bar: number) => number,
  ): RegimeGroup => ({ name, label, regimes: measureGroups(input, labels, placeOf) });
  const monthOf = (bar: number) => date(bar).getUTCFullYear() * 12 + date(bar).getUTCMonth();
  const predicted = findPredicted(input.probability);
  const first = monthOf(predicted.start);
  const months = Math.max(0, monthOf(predicted.end - 1) - first + 1) || 0;
  const nameMonth = (month: number) => new Date(Date.UTC(0, month)).toISOString().slice(5, 7);
  return [
    split('volatility', 'Volatility', ['Calm', 'Usual', 'Wild'], (bar) => {
      const value = volatility[bar] ?? NaN;
      return Number.isNaN(value) ? -1 : edges.filter((edge) => value >= edge).length;
    }),
    split(
      'hour',
      'Hour (UTC)',
      Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`),
      (bar) => date(bar).getUTCHours(),
    ),
    split('weekday', 'Weekday', weekdays, (bar) => date(bar).getUTCDay()),
    split(
      'month',
      'Month',
      Array.from(
        { length: months },
        (_, at) => `${Math.floor((first + at) / 12)}-${nameMonth((first + at) % 12)}`,
      ),
      (bar) => monthOf(bar) - first,
    ),
  ];
}

/** Measures each group that has a bar with a label and a probability. */
function measureGroups(
  { bars, labels, probability, trades, seed = 1 }: RegimeInput,
  names: readonly string[],
  placeOf: (bar: number) => number,
): readonly Regime[] {
  const { start, end } = findPredicted(probability);
  const places = Int32Array.from({ length: end - start }, (_, at) => placeOf(start + at));
  const times = bars.openTime.subarray(start, end);
  const firstDay = Math.floor((times[0] ?? NaN) / dayMs);
  const days = Math.floor((times[times.length - 1] ?? NaN) / dayMs) - firstDay + 1;
  const resamples = days > 0 ? resampleDays(days, { seed }) : undefined;
  const said = Float64Array.from(places, (_, at) => probability[start + at] ?? NaN);
  return names.flatMap((label, place) => {
    const truth = Uint8Array.from(places, (found, at) =>
      found === place && !Number.isNaN(said[at]) ? (labels[start + at] ?? noLabel) : noLabel,
    );
    const counted = truth.reduce((sum, value) => sum + Number(value !== noLabel), 0);
    if (counted === 0 || resamples === undefined) return [];
    const daily = new Float64Array(days);
    let count = 0;
    for (const { signalIndex, entryTime, pnl } of trades) {
      if (places[signalIndex - start] !== place) continue;
      count++;
      daily[Math.min(days - 1, Math.floor(entryTime / dayMs) - firstDay)] += pnl;
    }
    const auc = estimateDailyAuc(truth, said, times, { seed });
    const pnl = estimateByDays(resamples, (counts) => sumDrawn(daily, counts));
    return [{ label, bars: counted, auc, trades: count, pnl }];
  });
}

/** The bars from the first to the last that have a probability. */
function findPredicted(probability: ArrayLike<number>): BarRange {
  const isKnown = (bar: number) => !Number.isNaN(probability[bar] ?? NaN);
  let [start, end] = [0, probability.length];
  while (start < end && !isKnown(start)) start++;
  while (end > start && !isKnown(end - 1)) end--;
  return { start, end };
}

function measureVolatility(bars: Bars): Float64Array {
  return computeFeatures(bars, ['vol_60']).columns[0] ?? new Float64Array();
}
