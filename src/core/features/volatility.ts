import { computeDeviation } from '../indicators/deviation';
import { isAlwaysAvailable, type Feature } from './feature';
import { fillReturns } from './returns';

/** `vol_n`: sample standard deviation (ddof 1) of the last n one-bar returns. */
export const volatilityFeatures: readonly Feature[] = [20, 60].map((windowBars) => ({
  name: `vol_${windowBars}`,
  warmUpBars: windowBars,
  isAvailable: isAlwaysAvailable,
  fill({ close }, out) {
    const returns = new Float64Array(close.length);
    fillReturns(close, 1, returns);
    // The first return is NaN, so every window that holds it is, too: one bar more of warm-up.
    out.set(computeDeviation(returns, windowBars));
  },
}));
