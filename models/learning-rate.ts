/** Epochs over which the rate rises to its peak; the first steps of AdamW are its noisiest. */
const warmUpEpochs = 0.5;

/** What is left of the peak at the last step. */
const finalFraction = 0.05;

/**
 * Returns the learning rate after `epochs` of `maxEpochs` (fractions count): a linear warm-up to
 * `peak` over the first half epoch, then half a cosine down to a twentieth of it.
 * Source of the cosine: Loshchilov and Hutter, "SGDR", 2017, without restarts.
 */
export function scheduleLearningRate(peak: number, epochs: number, maxEpochs: number): number {
  if (epochs < warmUpEpochs) return (peak * epochs) / warmUpEpochs;
  const progress = Math.min(1, (epochs - warmUpEpochs) / Math.max(maxEpochs - warmUpEpochs, 0.5));
  const cosine = (1 + Math.cos(Math.PI * progress)) / 2;
  return peak * (finalFraction + (1 - finalFraction) * cosine);
}
