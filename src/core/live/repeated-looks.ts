/**
 * Normal quantile of 99.95%: how many standard errors a difference must exceed to decide a verdict.
 *
 * A verdict is looked at anew with every minute, and chance has that many times to pass it. Over a week
 * of minutes whose labels overlap ten bars, 1.96 (95% a look) raises a false alarm in 38 of 100 simulated
 * weeks, 99.9% a look in 2.
 */
export const zRepeated = 3.290526731491925;
