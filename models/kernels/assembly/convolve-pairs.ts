import { finishRow } from './convolve';
import { multiplyAdd } from './multiply-add';
import { firstRow, formPairs, offsetOf } from './pairs';

/**
 * The same as `convolve`, with two thirds of its multiply-adds, for a filter packed by `packPairs`; see pairs.
 *
 * `pairs` is room for six arrays `[pairRows, inputs]`, where `pairRows` is the number of pairs, up to a multiple of
 * 6, and the rows that the last tap lies behind the first. `tile` is room for 192 values.
 */
export function convolvePairs(
  x: usize,
  packed: usize,
  scale: usize,
  zeros: usize,
  pairs: usize,
  tile: usize,
  y: usize,
  batch: i32,
  rowsIn: i32,
  pitch: i32,
  rowsOut: i32,
  inputs: i32,
  outputs: i32,
  groups: i32,
  dilation: i32,
  padding: i32,
  pairRows: i32,
  isRectified: bool,
): void {
  const outputBytes = outputs << 2;
  const inputBytes = inputs << 2;
  const stripBytes = (4 * groups * inputs + 1) << 5;
  const pairCount = ((rowsOut + 2 * dilation - 1) / (2 * dilation)) * dilation;
  const floor = f32x4.splat(isRectified ? 0 : -Infinity);
  for (let b = 0; b < batch; b++) {
    const sample = x + ((b * rowsIn * pitch) << 2);
    formPairs(sample, zeros, pairs, rowsIn, pitch, inputs, pairRows, dilation, padding);
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
      for (let pair = 0; pair < pairCount; pair += 6) {
        const first = pairs + pair * inputBytes;
        multiplyPairs(first, weights, tile, inputs, groups, dilation, pairRows);
        const count = min(6, pairCount - pair);
        for (let at = 0; at < count; at++) {
          const row = firstRow(pair + at, dilation);
          if (row >= rowsOut) continue;
          const from = tile + (at << 5);
          const to = y + (b * rowsOut + row) * outputBytes + (strip << 2);
          const low1 = v128.load(from, 192);
          const low2 = v128.load(from, 384);
          const high1 = v128.load(from, 208);
          const high2 = v128.load(from, 400);
          const low = f32x4.add(f32x4.add(v128.load(from), low1), low2);
          const high = f32x4.add(f32x4.add(v128.load(from, 16), high1), high2);
          const lowEven = f32x4.add(low, bias0);
          const highEven = f32x4.add(high, bias1);
          finishRow(to, lowEven, highEven, floor, scale0, scale1, lanes);
          if (row + dilation >= rowsOut) continue;
          const lowOdd = f32x4.sub(f32x4.sub(low1, low2), v128.load(from, 576));
          const highOdd = f32x4.sub(f32x4.sub(high1, high2), v128.load(from, 592));
          const next = to + dilation * outputBytes;
          const lowNext = f32x4.add(lowOdd, bias0);
          finishRow(next, lowNext, f32x4.add(highOdd, bias1), floor, scale0, scale1, lanes);
        }
      }
    }
  }
}

/**
 * Writes the four products of 6 pairs and 8 outputs, `[product, pair, 8]`; each lies in 12 registers while its taps
 * are summed.
 */
function multiplyPairs(
  pairs: usize,
  weights: usize,
  tile: usize,
  inputs: i32,
  groups: i32,
  dilation: i32,
  pairRows: i32,
): void {
  const inputBytes = inputs << 2;
  let w = weights;
  let to = tile;
  for (let product = 0; product < 4; product++) {
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let a2 = f32x4.splat(0);
    let a3 = f32x4.splat(0);
    let a4 = f32x4.splat(0);
    let a5 = f32x4.splat(0);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    let b2 = f32x4.splat(0);
    let b3 = f32x4.splat(0);
    let b4 = f32x4.splat(0);
    let b5 = f32x4.splat(0);
    for (let group = 0; group < groups; group++) {
      let p0 = pairs + offsetOf(product, group, pairRows, inputs, dilation);
      let p1 = p0 + inputBytes;
      let p2 = p1 + inputBytes;
      let p3 = p2 + inputBytes;
      let p4 = p3 + inputBytes;
      let p5 = p4 + inputBytes;
      for (const end = p1; p0 < end; p0 += 4) {
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
    v128.store(to, a0);
    v128.store(to, b0, 16);
    v128.store(to, a1, 32);
    v128.store(to, b1, 48);
    v128.store(to, a2, 64);
    v128.store(to, b2, 80);
    v128.store(to, a3, 96);
    v128.store(to, b3, 112);
    v128.store(to, a4, 128);
    v128.store(to, b4, 144);
    v128.store(to, a5, 160);
    v128.store(to, b5, 176);
    to += 192;
  }
}
