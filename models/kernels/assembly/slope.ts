/**
 * Carries the gradient of a convolution's output back over its scale and ReLU:
 * `slope[b, t, o] = scale[b, o] dy[b, t, o]` where `y > 0`, else 0, and `bias[o]`, its sum over b and t.
 *
 * `dy` and `y` are `[batch, rows, outputs]`, `slope` is `[batch, rows, pitch]`, filled up with zeros;
 * `scale` is `[batch, pitch]`; `bias` has room for `pitch` values. `y` 0: no ReLU; `scale` 0: ones.
 */
export function maskSlope(
  dy: usize,
  y: usize,
  scale: usize,
  slope: usize,
  bias: usize,
  batch: i32,
  rows: i32,
  outputs: i32,
  pitch: i32,
): void {
  const whole = outputs & -4;
  memory.fill(bias, 0, pitch << 2);
  for (let b = 0; b < batch; b++) {
    const scales = scale + ((b * pitch) << 2);
    for (let row = 0; row < rows; row++) {
      let to = slope;
      let sum = bias;
      let factor = scales;
      for (let output = 0; output < whole; output += 4) {
        let value = v128.load(dy);
        if (scale !== 0) value = f32x4.mul(value, v128.load(factor));
        if (y !== 0) {
          value = v128.and(value, f32x4.gt(v128.load(y), f32x4.splat(0)));
          y += 16;
        }
        v128.store(to, value);
        v128.store(sum, f32x4.add(v128.load(sum), value));
        dy += 16;
        to += 16;
        sum += 16;
        factor += 16;
      }
      for (let output = whole; output < outputs; output++) {
        let value = load<f32>(dy);
        if (scale !== 0) value *= load<f32>(factor);
        if (y !== 0) {
          if (!(load<f32>(y) > 0)) value = 0;
          y += 4;
        }
        store<f32>(to, value);
        store<f32>(sum, load<f32>(sum) + value);
        dy += 4;
        to += 4;
        sum += 4;
        factor += 4;
      }
      slope += pitch << 2;
      memory.fill(to, 0, slope - to);
    }
  }
}
