import { amountColumns, type Bars, hasVolume } from '../bars';
import { findGaps } from '../gaps';
import { findInBars, type QualityFinding } from './report';
import { formatUtc } from '../times';

/** Returns what is unusual about valid bars, in the order of `qualityChecks`. The bars do not change. */
export function inspectBars(bars: Bars): QualityFinding[] {
  const checks = [
    checkGaps,
    checkZeroVolume,
    checkUnknownAmounts,
    checkOutliers,
    checkConstantStretches,
    checkQuoteVolume,
  ];
  return checks.flatMap((check) => check(bars) ?? []);
}

/** Finds gaps; counts the gaps, and the detail gives the number of missing bars. */
function checkGaps(bars: Bars): QualityFinding | undefined {
  const gaps = findGaps(bars);
  if (gaps.length === 0) return undefined;
  const [{ from, to, missingBars }] = gaps;
  const missing = gaps.reduce((sum, gap) => sum + gap.missingBars, 0);
  const all = gaps.length === 1 ? '' : `; ${missing} in all ${gaps.length} gaps`;
  const detail =
    `${missingBars} ${missingBars === 1 ? 'bar is' : 'bars are'} missing from ` +
    `${formatUtc(from)} to ${formatUtc(to)}${all}`;
  return findInBars('gap', gaps.length, from, detail);
}

/** Finds bars without any trade, unless no bar has a volume, which `hasVolume` reports. */
function checkZeroVolume(bars: Bars): QualityFinding | undefined {
  const { openTime, volume, close } = bars;
  if (!hasVolume(bars)) return undefined;
  let count = 0;
  let first = -1;
  for (let bar = 0; bar < volume.length; bar++) {
    if (volume[bar] > 0 || Number.isNaN(volume[bar])) continue;
    if (count === 0) first = bar;
    count++;
  }
  if (count === 0) return undefined;
  return findInBars('zero-volume', count, openTime[first], `volume 0, close ${close[first]}`);
}

/** Bars of which the source does not tell every amount. */
function checkUnknownAmounts(bars: Bars): QualityFinding | undefined {
  const columns = amountColumns.flatMap((name) => bars[name] ?? []);
  if (!columns.some(hasUnknown)) return undefined;
  let count = 0;
  let first = -1;
  for (let bar = 0; bar < bars.volume.length; bar++) {
    if (amountColumns.every((name) => !Number.isNaN(bars[name]?.[bar]))) continue;
    if (count === 0) first = bar;
    count++;
  }
  if (count === 0) return undefined;
  const names = amountColumns.filter((name) => Number.isNaN(bars[name]?.[first]));
  return findInBars('unknown-amount', count, bars.openTime[first], `${names.join(', ')} unknown`);
}

function hasUnknown(values: Float64Array): boolean {
  const { length } = values;
  for (let bar = 0; bar < length; bar++) if (Number.isNaN(values[bar])) return true;
  return false;
}

/** A return of more deviations than this is an outlier. */
const outlierDeviations = 20;

/** Mean absolute value of a normal variable with mean 0, over its standard deviation: sqrt(2 / pi). */
const meanSizeOfDeviation = Math.sqrt(2 / Math.PI);

/**
 * Finds bars whose return is larger than 20 deviations; returns across a gap are skipped. The deviation is
 * that of a normal distribution with the mean absolute return of all bars. The root mean square would not do:
 * among few bars, one extreme return raises it so much that the bar itself passes.
 */
function checkOutliers({ openTime, intervalMs, close }: Bars): QualityFinding | undefined {
  const isStep = (bar: number): boolean => openTime[bar] - openTime[bar - 1] === intervalMs;
  let sum = 0;
  let steps = 0;
  for (let bar = 1; bar < close.length; bar++) {
    if (!isStep(bar)) continue;
    sum += Math.abs(close[bar] / close[bar - 1] - 1);
    steps++;
  }
  const deviation = sum / steps / meanSizeOfDeviation;
  const limit = outlierDeviations * deviation;
  let count = 0;
  let first = -1;
  for (let bar = 1; bar < close.length; bar++) {
    if (!(Math.abs(close[bar] / close[bar - 1] - 1) > limit) || !isStep(bar)) continue;
    if (count === 0) first = bar;
    count++;
  }
  if (count === 0) return undefined;
  const size = close[first] / close[first - 1] - 1;
  const detail =
    `close ${close[first]} after ${close[first - 1]}: ${(size * 100).toPrecision(3)}% in one bar, ` +
    `${Math.round(Math.abs(size) / deviation)} deviations`;
  return findInBars('outlier', count, openTime[first], detail);
}

/** Consecutive bars of the same price from which a stretch is reported. */
const constantStretchBars = 30;

/**
 * Finds stretches of at least 30 bars in a row whose open, high, low and close are all the same price.
 * Counts bars; a gap ends a stretch.
 */
function checkConstantStretches({
  openTime,
  intervalMs,
  open,
  high,
  low,
  close,
}: Bars): QualityFinding | undefined {
  let bars = 0;
  let stretches = 0;
  let firstStart = -1;
  let firstLength = 0;
  let start = 0;
  const endStretch = (end: number): void => {
    const length = end - start;
    if (length < constantStretchBars) return;
    if (stretches === 0) [firstStart, firstLength] = [start, length];
    bars += length;
    stretches++;
  };
  for (let bar = 0; bar < close.length; bar++) {
    // Open and close lie between low and high.
    const isFlat = high[bar] === low[bar];
    const goesOn =
      isFlat &&
      bar > start &&
      close[bar] === close[bar - 1] &&
      openTime[bar] - openTime[bar - 1] === intervalMs;
    if (goesOn) continue;
    endStretch(bar);
    start = isFlat ? bar : bar + 1;
  }
  endStretch(close.length);
  if (stretches === 0) return undefined;
  const all = stretches === 1 ? '' : `; ${stretches} such stretches`;
  const detail = `${firstLength} bars in a row stand at ${open[firstStart]}${all}`;
  return findInBars('constant-stretch', bars, openTime[firstStart], detail);
}

/** Fraction by which an average price may lie outside the bar's range, because sources round. */
const quoteVolumeTolerance = 0.001;

/**
 * Finds bars whose quote volume does not match price x volume: their average price, quote volume / volume,
 * lies outside [low, high] by more than 0.1%, or only one of the two volumes is 0.
 */
function checkQuoteVolume({
  openTime,
  high,
  low,
  volume,
  quoteVolume,
}: Bars): QualityFinding | undefined {
  if (quoteVolume === undefined) return undefined;
  let count = 0;
  let first = -1;
  for (let bar = 0; bar < volume.length; bar++) {
    const quote = quoteVolume[bar];
    const isConsistent =
      Number.isNaN(quote + volume[bar]) ||
      (quote >= low[bar] * volume[bar] * (1 - quoteVolumeTolerance) &&
        quote <= high[bar] * volume[bar] * (1 + quoteVolumeTolerance));
    if (isConsistent) continue;
    if (count === 0) first = bar;
    count++;
  }
  if (count === 0) return undefined;
  const detail =
    `quote volume ${quoteVolume[first]} for volume ${volume[first]} ` +
    `at prices from ${low[first]} to ${high[first]}`;
  return findInBars('quote-volume-mismatch', count, openTime[first], detail);
}
