/**
 * One step of AdamW on `count` parameters: reads the first five arrays, writes the last three. The
 * gradient is first scaled down to the L2 norm `clipNorm` (0: it is not); `rate` and `deviationScale`
 * hold the learning rate and the corrections of the averages, which start at 0.
 */
export function stepAdamW(
  parameters: usize,
  gradient: usize,
  decay: usize,
  mean: usize,
  meanSquare: usize,
  nextParameters: usize,
  nextMean: usize,
  nextMeanSquare: usize,
  count: i32,
  clipNorm: f32,
  learningRate: f32,
  rate: f32,
  deviationScale: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
): void {
  const bytes = (<usize>count) << 2;
  const scale = clipNorm > 0 ? min<f32>(clipNorm / (measureNorm(gradient, count) + 1e-6), 1) : 1;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const g = f32x4.mul(v128.load(gradient + at), f32x4.splat(scale));
    const g1 = f32x4.mul(g, f32x4.splat(1 - beta1));
    const g2 = f32x4.mul(f32x4.mul(g, g), f32x4.splat(1 - beta2));
    const m = f32x4.add(f32x4.mul(v128.load(mean + at), f32x4.splat(beta1)), g1);
    const v = f32x4.add(f32x4.mul(v128.load(meanSquare + at), f32x4.splat(beta2)), g2);
    const root = f32x4.mul(f32x4.sqrt(v), f32x4.splat(deviationScale));
    const step = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), f32x4.add(root, f32x4.splat(epsilon)));
    const p = v128.load(parameters + at);
    const decayed = f32x4.mul(f32x4.mul(p, v128.load(decay + at)), f32x4.splat(learningRate));
    v128.store(nextMean + at, m);
    v128.store(nextMeanSquare + at, v);
    v128.store(nextParameters + at, f32x4.sub(f32x4.sub(p, decayed), step));
  }
  for (; at < bytes; at += 4) {
    const g = load<f32>(gradient + at) * scale;
    const m = load<f32>(mean + at) * beta1 + g * (1 - beta1);
    const v = load<f32>(meanSquare + at) * beta2 + g * g * (1 - beta2);
    const p = load<f32>(parameters + at);
    const decayed = p * load<f32>(decay + at) * learningRate;
    const deviation: f32 = sqrt<f32>(v) * deviationScale + epsilon;
    store<f32>(nextMean + at, m);
    store<f32>(nextMeanSquare + at, v);
    store<f32>(nextParameters + at, p - decayed - (m * rate) / deviation);
  }
}

/** The L2 norm, summed in float64. */
function measureNorm(values: usize, count: i32): f32 {
  let sum: f64 = 0;
  for (let at = 0; at < count; at++) {
    const value = <f64>load<f32>(values + (at << 2));
    sum += value * value;
  }
  return <f32>sqrt<f64>(sum);
}
