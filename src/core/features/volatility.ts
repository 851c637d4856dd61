import { computeDeviation } from './indicators';
import { isAlwaysAvailable, type Feature } from './feature';

/** `vol_n`: sample standard deviation (ddof 1) of the last n one-bar returns. */
export const volatilityFeatures: readonly Feature[] = [20, 60].map((windowBars) => ({
  name: `vol_${windowBars}`,
  warmUpBars: windowBars,
  isAvailable: isAlwaysAvailable,
  // The first return is NaN, so every window that holds it is, too: one bar more of warm-up.
  fill: (_, out, { returns }) => computeDeviation(returns, windowBars, out),
}));
