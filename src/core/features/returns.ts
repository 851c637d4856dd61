import { isAlwaysAvailable, type Feature } from './feature';

/** `ret_k`: close[t] / close[t - k] - 1. */
export const returnFeatures: readonly Feature[] = [1, 5, 15].map((lagBars) => ({
  name: `ret_${lagBars}`,
  warmUpBars: lagBars,
  isAvailable: isAlwaysAvailable,
  fill: ({ close }, out) => fillReturns(close, lagBars, out),
}));

/** Sets `out[t]` to the return of `lagBars` bars up to t, a fraction; NaN before there is one. */
export function fillReturns(close: Float64Array, lagBars: number, out: Float64Array): void {
  out.fill(NaN, 0, lagBars);
  for (let t = lagBars; t < close.length; t++) out[t] = close[t] / close[t - lagBars] - 1;
}
