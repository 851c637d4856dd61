import { daysPerYear as everyDay } from './risk';
import {
  computeCorrelation,
  computeDeviation,
  computeMean,
  computeNormalCdf,
  computeNormalQuantile,
  computeStudentQuantile,
  type Interval,
  type Numbers,
  z95,
} from './statistics';

/** What is known of daily returns, from which the error of their Sharpe ratio follows. Nothing here is annual. */
interface SharpeMoments {
  /** Mean over deviation (n - 1) of the returns of a day. */
  readonly sharpe: number;
  readonly days: number;
  /** Third and fourth standardised moment, of the population; 0 and 3 for normal returns. */
  readonly skew: number;
  readonly kurtosis: number;
  /** Correlation of a day's return with that of the day before; 0 when left out. */
  readonly autocorrelation?: number;
}

/** How many configurations were tried, and how far their Sharpe ratios of a day lie apart. */
export interface SharpeTrials {
  readonly trials: number;
  readonly variance: number;
}

/** A Sharpe ratio that allows for the number of tries. */
interface DeflatedSharpe {
  readonly trials: number;
  /** Of a day: the best that so many tries are expected to reach without any skill. */
  readonly expectedMaxSharpe: number;
  /** That the true Sharpe ratio is above it. */
  readonly probability: number;
}

/** What a Sharpe ratio is worth. All of it is NaN below `minSharpeDays` or where returns do not vary. */
export interface SharpeInference {
  readonly days: number;
  /** Annual, as are its error, interval and `critical`. */
  readonly sharpe: number;
  readonly standardError: number;
  readonly ci: Interval;
  /** Below it, chance alone reaches the ratio more often than one time in twenty. */
  readonly critical: number;
  readonly autocorrelation: number;
  readonly skew: number;
  readonly kurtosis: number;
  /** Probabilistic Sharpe ratio: that the true one is above 0. */
  readonly probabilistic: number;
  /** Days after which a ratio such as this one is above 0 at 95%; Infinity where it is not above 0. */
  readonly minTrackRecordDays: number;
  /** How likely so many days are to show (at 95%) a strategy whose true annual ratio is 1, and one of 2. */
  readonly power: { readonly ofOne: number; readonly ofTwo: number };
  /** Share of strategies without skill among those that pass the test at 95%, if one in ten has a true annual ratio of 1. */
  readonly falseDiscoveryRate: number;
  readonly deflated?: DeflatedSharpe;
}

const minSharpeDays = 5;

/** Share of strategies that have skill, before anything is seen: Harvey, Liu and Zhu (2016) find most claims false. */
const skilledShare = 0.1;

/** Normal quantile of 95%. */
const zOneSided = 1.6448536269514722;

/**
 * Returns what is known of daily returns. The autocorrelation is corrected for its bias of `-(1 + 3 rho) / n` (Kendall
 * 1954) and counts as 0 below 0, since few days cannot prove that an interval may be narrower than that of independent days.
 */
export function measureMoments(dailyReturns: Numbers): Required<SharpeMoments> {
  const days = dailyReturns.length;
  const mean = computeMean(dailyReturns);
  let [squares, cubes, fourths] = [0, 0, 0];
  for (const value of dailyReturns) {
    const square = (value - mean) ** 2;
    squares += square / days;
    cubes += (square * (value - mean)) / days;
    fourths += square ** 2 / days;
  }
  const list = Array.from(dailyReturns);
  const rho = computeCorrelation(list.slice(1), list.slice(0, -1));
  return {
    sharpe: mean / computeDeviation(dailyReturns),
    days,
    skew: cubes / squares ** 1.5,
    kurtosis: fourths / squares ** 2,
    autocorrelation: Math.max(0, Math.min(0.9, rho + (1 + 3 * rho) / days)),
  };
}

/**
 * Returns the variance of a Sharpe ratio of a day times the number of days, where the true ratio is `sharpe`: its influence
 * function is `z - S/2 (z^2 - 1)` of the standardised return z; for an autoregression of order 1 with correlation r,
 *
 *     (1+r)/(1-r) - (1 + r/(1-r) + r^2/(1-r^2)) skew S + (1+r^2)/(1-r^2) (kurtosis - 1)/4 S^2.
 *
 * Lopez de Prado, Lipton and Zoonekynd (2026), "How to Use the Sharpe Ratio"; for r = 0 Mertens (2002), Lo (2002).
 */
export function measureSharpeVariance(
  { skew, kurtosis, autocorrelation: r = 0 }: Omit<SharpeMoments, 'sharpe' | 'days'>,
  sharpe: number,
): number {
  const odd = 1 + r / (1 - r) + r ** 2 / (1 - r ** 2);
  const even = (1 + r ** 2) / (1 - r ** 2);
  return (1 + r) / (1 - r) - odd * skew * sharpe + even * ((kurtosis - 1) / 4) * sharpe ** 2;
}

/**
 * Returns the probability that the true Sharpe ratio of a day is above `benchmark`.
 *
 * Bailey and Lopez de Prado (2012), "The Sharpe Ratio Efficient Frontier", equation 11.
 */
export function computeProbabilisticSharpe(moments: SharpeMoments, benchmark = 0): number {
  const { sharpe, days } = moments;
  const error = Math.sqrt(measureSharpeVariance(moments, sharpe) / (days - 1));
  return computeNormalCdf((sharpe - benchmark) / error);
}

/**
 * Returns the days after which such a Sharpe ratio is above `benchmark` at 95%; Infinity where it is not above it.
 *
 * Bailey and Lopez de Prado (2012), equation 13.
 */
export function computeMinTrackRecord(moments: SharpeMoments, benchmark = 0): number {
  const distance = moments.sharpe - benchmark;
  if (distance <= 0) return Infinity;
  return 1 + measureSharpeVariance(moments, moments.sharpe) * (zOneSided / distance) ** 2;
}

/**
 * Returns the probability that the true Sharpe ratio is above what the best of so many tries without skill is
 * expected to reach: `sqrt(variance) ((1 - g) q(1 - 1/N) + g q(1 - 1/(N e)))`, q the normal quantile, g = 0.5772.
 *
 * Bailey and Lopez de Prado (2014), "The Deflated Sharpe Ratio".
 */
export function deflateSharpe(
  moments: SharpeMoments,
  { trials, variance }: SharpeTrials,
): DeflatedSharpe {
  // One try has no rivals.
  const expectedMaxSharpe = trials > 1 ? Math.sqrt(variance) * expectMax(trials) : 0;
  return {
    trials,
    expectedMaxSharpe,
    probability: computeProbabilisticSharpe(moments, expectedMaxSharpe),
  };
}

/** Returns the expected highest of `trials` (above 1) independent standard normal numbers, as Bailey and Lopez de Prado (2014) have it. */
export function expectMax(trials: number): number {
  const gamma = 0.5772156649015329;
  return (
    (1 - gamma) * computeNormalQuantile(1 - 1 / trials) +
    gamma * computeNormalQuantile(1 - 1 / (trials * Math.E))
  );
}

/**
 * Returns how likely a test at 95% (one-sided, against 0) is to show a strategy whose true Sharpe ratio of a day is
 * `sharpe`, by Lopez de Prado, Lipton and Zoonekynd (2026).
 */
export function computeSharpePower(moments: SharpeMoments, sharpe: number): number {
  const errorOf = (of: number) => Math.sqrt(measureSharpeVariance(moments, of) / moments.days);
  return computeNormalCdf((sharpe - zOneSided * errorOf(0)) / errorOf(sharpe));
}

/**
 * Returns the annual Sharpe ratio of daily returns with all that says how far it can be trusted. `trials` deflates it.
 * The interval is of Student's t with n - 1 degrees of freedom.
 */
export function inferSharpe(
  dailyReturns: Numbers,
  daysPerYear = everyDay,
  trials?: SharpeTrials,
): SharpeInference {
  const found = measureMoments(dailyReturns);
  const isKnown = found.days >= minSharpeDays && Number.isFinite(found.sharpe);
  const moments = isKnown ? found : { ...found, sharpe: NaN };
  const { sharpe, days, skew, kurtosis, autocorrelation } = moments;
  const annual = Math.sqrt(daysPerYear);
  const standardError = annual * Math.sqrt(measureSharpeVariance(moments, sharpe) / (days - 1));
  const width = standardError * computeStudentQuantile(z95, days - 1);
  const [ofOne, ofTwo] = [1, 2].map((yearly) =>
    isKnown ? computeSharpePower(moments, yearly / annual) : NaN,
  );
  const falseShare = (1 - skilledShare) * 0.05;
  return {
    days,
    sharpe: annual * sharpe,
    standardError,
    ci: [annual * sharpe - width, annual * sharpe + width],
    critical: isKnown
      ? annual * zOneSided * Math.sqrt(measureSharpeVariance(moments, 0) / days)
      : NaN,
    autocorrelation,
    skew,
    kurtosis,
    probabilistic: computeProbabilisticSharpe(moments),
    minTrackRecordDays: computeMinTrackRecord(moments),
    power: { ofOne, ofTwo },
    falseDiscoveryRate: falseShare / (falseShare + skilledShare * ofOne),
    ...(trials === undefined ? {} : { deflated: deflateSharpe(moments, trials) }),
  };
}
