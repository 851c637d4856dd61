import { multiplyAdd } from './multiply-add';
import { storeLanes } from './store-lanes';

/**
 * The dilated convolution of `x` `[batch, rowsIn, pitch]`, of whose channels the first `inputs`
 * count, with a packed filter: writes `y` `[batch, rowsOut, outputs]`.
 *
 * `y[b, t, o] = scale[b, o] relu(bias[o] + sum over k, i of x[b, t + k dilation - padding, i]
 * filter[k, i, o])`, scale being `[batch, outputs up to a multiple of 8]`. Rows of x before the first and after the last are zeros; a negative padding
 * drops rows. `zeros` points to a row of them; `scale` 0 stands for ones.
 *
 * A tile of 6 rows and 8 outputs lies in 12 registers; each step loads 8 filter values and one
 * input of every row, 12 multiply-adds for 8 loads.
 */
export function convolve(
  x: usize,
  packed: usize,
  scale: usize,
  zeros: usize,
  y: usize,
  batch: i32,
  rowsIn: i32,
  pitch: i32,
  rowsOut: i32,
  inputs: i32,
  outputs: i32,
  kernel: i32,
  dilation: i32,
  padding: i32,
  isRectified: bool,
): void {
  const pitchBytes = pitch << 2;
  const outputBytes = outputs << 2;
  const stripBytes = (kernel * inputs + 1) << 5;
  const inputBytes = inputs << 2;
  const floor = f32x4.splat(isRectified ? 0 : -Infinity);
  for (let b = 0; b < batch; b++) {
    const sample = x + b * rowsIn * pitchBytes;
    for (let strip = 0; strip < outputs; strip += 8) {
      const weights = packed + (strip >> 3) * stripBytes;
      const bias0 = v128.load(weights + stripBytes - 32);
      const bias1 = v128.load(weights + stripBytes - 16);
      const lanes = min(outputs - strip, 8);
      let scale0 = f32x4.splat(1);
      let scale1 = scale0;
      if (scale !== 0) {
        const scales = scale + ((b * ((outputs + 7) & -8)) << 2);
        scale0 = v128.load(scales + (strip << 2));
        scale1 = v128.load(scales + (strip << 2), 16);
      }
      for (let t = 0; t < rowsOut; t += 6) {
        let a0 = bias0;
        let a1 = bias0;
        let a2 = bias0;
        let a3 = bias0;
        let a4 = bias0;
        let a5 = bias0;
        let b0 = bias1;
        let b1 = bias1;
        let b2 = bias1;
        let b3 = bias1;
        let b4 = bias1;
        let b5 = bias1;
        let w = weights;
        let row = t - padding;
        const isInside = row >= 0 && row + 5 + (kernel - 1) * dilation < rowsIn;
        for (let tap = 0; tap < kernel; tap++, row += dilation) {
          let p0 = sample + row * pitchBytes;
          let p1 = p0 + pitchBytes;
          let p2 = p1 + pitchBytes;
          let p3 = p2 + pitchBytes;
          let p4 = p3 + pitchBytes;
          let p5 = p4 + pitchBytes;
          if (!isInside) {
            p0 = <u32>row < <u32>rowsIn ? p0 : zeros;
            p1 = <u32>(row + 1) < <u32>rowsIn ? p1 : zeros;
            p2 = <u32>(row + 2) < <u32>rowsIn ? p2 : zeros;
            p3 = <u32>(row + 3) < <u32>rowsIn ? p3 : zeros;
            p4 = <u32>(row + 4) < <u32>rowsIn ? p4 : zeros;
            p5 = <u32>(row + 5) < <u32>rowsIn ? p5 : zeros;
          }
          for (const end = p0 + inputBytes; p0 < end; p0 += 4) {
            const w0 = v128.load(w);
            const w1 = v128.load(w, 16);
            let value = v128.load32_splat(p0);
            a0 = multiplyAdd(value, w0, a0);
            b0 = multiplyAdd(value, w1, b0);
            value = v128.load32_splat(p1);
            a1 = multiplyAdd(value, w0, a1);
            b1 = multiplyAdd(value, w1, b1);
            value = v128.load32_splat(p2);
            a2 = multiplyAdd(value, w0, a2);
            b2 = multiplyAdd(value, w1, b2);
            value = v128.load32_splat(p3);
            a3 = multiplyAdd(value, w0, a3);
            b3 = multiplyAdd(value, w1, b3);
            value = v128.load32_splat(p4);
            a4 = multiplyAdd(value, w0, a4);
            b4 = multiplyAdd(value, w1, b4);
            value = v128.load32_splat(p5);
            a5 = multiplyAdd(value, w0, a5);
            b5 = multiplyAdd(value, w1, b5);
            w += 32;
            p1 += 4;
            p2 += 4;
            p3 += 4;
            p4 += 4;
            p5 += 4;
          }
        }
        let to = y + (b * rowsOut + t) * outputBytes + (strip << 2);
        const rows = rowsOut - t;
        finishRow(to, a0, b0, floor, scale0, scale1, lanes);
        if (rows > 1) finishRow((to += outputBytes), a1, b1, floor, scale0, scale1, lanes);
        if (rows > 2) finishRow((to += outputBytes), a2, b2, floor, scale0, scale1, lanes);
        if (rows > 3) finishRow((to += outputBytes), a3, b3, floor, scale0, scale1, lanes);
        if (rows > 4) finishRow((to += outputBytes), a4, b4, floor, scale0, scale1, lanes);
        if (rows > 5) finishRow((to += outputBytes), a5, b5, floor, scale0, scale1, lanes);
      }
    }
  }
}

/** Stores `lanes` of 8 outputs after the ReLU, of which `floor` is the bound, times the scale. */
export function finishRow(
  to: usize,
  low: v128,
  high: v128,
  floor: v128,
  scaleLow: v128,
  scaleHigh: v128,
  lanes: i32,
): void {
  const first = f32x4.mul(f32x4.max(low, floor), scaleLow);
  const second = f32x4.mul(f32x4.max(high, floor), scaleHigh);
  storeLanes(to, first, second, lanes);
}
