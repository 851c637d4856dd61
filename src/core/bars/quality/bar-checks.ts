import { type Bars, type EpochMs, hasVolume } from '../bars';
import { findInBars, type QualityFinding } from './report';
import { formatUtc } from '../times';

/** Returns what is odd about valid bars, which are kept as they are, in the order of `qualityChecks`. */
export function inspectBars(bars: Bars): QualityFinding[] {
  const checks = [
    checkGaps,
    checkZeroVolume,
    checkOutliers,
    checkConstantStretches,
    checkQuoteVolume,
  ];
  return checks.flatMap((check) => check(bars) ?? []);
}

/** Missing bars between two that are there; counts gaps, the detail gives the number of bars. */
function checkGaps({ openTime, intervalMs }: Bars): QualityFinding | undefined {
  let count = 0;
  let missing = 0;
  let first: { readonly from: EpochMs; readonly to: EpochMs } | undefined;
  for (let bar = 1; bar < openTime.length; bar++) {
    const step = openTime[bar] - openTime[bar - 1];
    if (step === intervalMs) continue;
    count++;
    missing += Math.round(step / intervalMs) - 1;
    first ??= { from: openTime[bar - 1] + intervalMs, to: openTime[bar] };
  }
  if (first === undefined) return undefined;
  const firstMissing = Math.round((first.to - first.from) / intervalMs);
  const all = count === 1 ? '' : `; ${missing} in all ${count} gaps`;
  const detail =
    `${firstMissing} ${firstMissing === 1 ? 'bar is' : 'bars are'} missing from ` +
    `${formatUtc(first.from)} to ${formatUtc(first.to)}${all}`;
  return findInBars('gap', count, first.from, detail);
}

/** Bars in which nothing was traded; where no bar has a volume, `hasVolume` says so instead. */
function checkZeroVolume(bars: Bars): QualityFinding | undefined {
  const { openTime, volume, close } = bars;
  if (!hasVolume(bars)) return undefined;
  let count = 0;
  let first = -1;
  for (let bar = 0; bar < volume.length; bar++) {
    if (volume[bar] > 0) continue;
    if (count === 0) first = bar;
    count++;
  }
  if (count === 0) return undefined;
  return findInBars('zero-volume', count, openTime[first], `volume 0, close ${close[first]}`);
}

/** Deviations beyond which a return is an outlier. */
const outlierDeviations = 20;

/** The mean size of normal values with mean 0 is this part of their deviation: sqrt(2 / pi). */
const meanSizeOfDeviation = Math.sqrt(2 / Math.PI);

/**
 * Bars whose close is more than 20 deviations away from the close before, as a return; steps across a
 * gap are left aside. The deviation is that of a normal distribution with the mean absolute return of
 * all bars: unlike the root of the mean square, one wild bar among few cannot hide itself in it.
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

/** Consecutive bars of one price that make a stretch. */
const constantStretchBars = 30;

/**
 * Stretches of at least 30 bars in a row that all have one price: open, high, low and close the same, and
 * the same as those of the bar before. Counts bars; a gap ends a stretch.
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
    // Low and high hold open and close between them.
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

/** Part of the price by which an average may lie outside the bar, for rounding. */
const quoteVolumeTolerance = 0.001;

/**
 * Bars whose quote volume is not price x volume: the average price that the two make lies outside
 * [low, high] by more than 0.1%, or only one of them is 0.
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
      quote >= low[bar] * volume[bar] * (1 - quoteVolumeTolerance) &&
      quote <= high[bar] * volume[bar] * (1 + quoteVolumeTolerance);
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
