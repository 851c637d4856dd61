import { isAlwaysAvailable, type Feature } from './feature';
import { fillReturns } from './shared-columns';

/** `ret_k`: close[t] / close[t - k] - 1. */
export const returnFeatures: readonly Feature[] = [1, 5, 15].map((lagBars) => ({
  name: `ret_${lagBars}`,
  warmUpBars: lagBars,
  isAvailable: isAlwaysAvailable,
  fill({ close }, out, shared) {
    if (lagBars === 1) out.set(shared.returns);
    else fillReturns(close, lagBars, out);
  },
}));
