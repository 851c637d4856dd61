import { exponential } from './exponential';
import { turnRows } from './lstm';
import { multiplyAdd } from './multiply-add';

// Arrays are [channel][bar], so that a register holds four bars; `pitch` is `time` and room for the last four.

/**
 * What each bar with a full window attends to; see `attendToWindow` in models/ops. `projected` is
 * `[batch, time, 3 width]`, `y` `[batch, time - window + 1, width]`.
 *
 * Room for: `rows` `3 width pitch` values, `shares` `4 window`.
 */
export function attend(
  projected: usize,
  y: usize,
  rows: usize,
  shares: usize,
  batch: i32,
  time: i32,
  width: i32,
  heads: i32,
  window: i32,
  pitch: i32,
): void {
  const bars = time - window + 1;
  const depth = width / heads;
  const pitchBytes = pitch << 2;
  for (let b = 0; b < batch; b++) {
    turnRows(projected + ((b * time * 3 * width) << 2), rows, time, 3 * width, pitch);
    const to = y + ((b * bars * width) << 2);
    for (let head = 0; head < heads; head++) {
      const keys = rows + (width + head * depth) * pitchBytes;
      const values = keys + width * pitchBytes;
      const queries = rows + head * depth * pitchBytes + ((window - 1) << 2);
      for (let bar = 0; bar < bars; bar += 4) {
        const at = bar << 2;
        weighBars(queries + at, keys + at, shares, depth, window, pitchBytes);
        for (let channel = 0; channel < depth; channel++) {
          let v = values + channel * pitchBytes + at;
          let sum = f32x4.splat(0);
          let share = shares;
          for (const end = shares + (window << 4); share < end; share += 16) {
            sum = multiplyAdd(v128.load(share), v128.load(v), sum);
            v += 4;
          }
          const place = to + ((bar * width + head * depth + channel) << 2);
          storeBars(place, sum, min(4, bars - bar), width << 2);
        }
      }
    }
  }
}

/** Writes for four bars the share of each place of their windows: the softmax of `query . key / sqrt(depth)`. */
function weighBars(
  queries: usize,
  keys: usize,
  shares: usize,
  depth: i32,
  window: i32,
  pitchBytes: usize,
): void {
  const scale = f32x4.splat(1 / sqrt<f32>(<f32>depth));
  const end = shares + (window << 4);
  let largest = f32x4.splat(-Infinity);
  for (let share = shares; share < end; share += 16) {
    let q = queries;
    let k = keys;
    let score = f32x4.splat(0);
    for (let channel = 0; channel < depth; channel++) {
      score = multiplyAdd(v128.load(q), v128.load(k), score);
      q += pitchBytes;
      k += pitchBytes;
    }
    score = f32x4.mul(score, scale);
    v128.store(share, score);
    largest = f32x4.max(largest, score);
    keys += 4;
  }
  let total = f32x4.splat(0);
  for (let share = shares; share < end; share += 16) {
    const value = exponential(f32x4.sub(v128.load(share), largest));
    v128.store(share, value);
    total = f32x4.add(total, value);
  }
  const factor = f32x4.div(f32x4.splat(1), total);
  for (let share = shares; share < end; share += 16) {
    v128.store(share, f32x4.mul(v128.load(share), factor));
  }
}

/** Stores the first `count` lanes, each `strideBytes` after the one before. */
function storeBars(to: usize, values: v128, count: i32, strideBytes: usize): void {
  v128.store32_lane(to, values, 0);
  if (count > 1) v128.store32_lane(to + strideBytes, values, 1);
  if (count > 2) v128.store32_lane(to + 2 * strideBytes, values, 2);
  if (count > 3) v128.store32_lane(to + 3 * strideBytes, values, 3);
}

/**
 * The gradient of `attend`: writes `dprojected` `[batch, time, 3 width]`, given `dy` `[batch, time - window + 1, width]`.
 *
 * Room for: `rows` and `drows` `3 width pitch` values each, `slopes` `width pitch`, `shares` `8 window`.
 */
export function differentiateAttention(
  projected: usize,
  dy: usize,
  dprojected: usize,
  rows: usize,
  drows: usize,
  slopes: usize,
  shares: usize,
  batch: i32,
  time: i32,
  width: i32,
  heads: i32,
  window: i32,
  pitch: i32,
): void {
  const bars = time - window + 1;
  const depth = width / heads;
  const pitchBytes = pitch << 2;
  const scale = f32x4.splat(1 / sqrt<f32>(<f32>depth));
  const end = shares + (window << 4);
  const toScores = window << 4;
  const toValues = width * pitchBytes;
  for (let b = 0; b < batch; b++) {
    turnRows(projected + ((b * time * 3 * width) << 2), rows, time, 3 * width, pitch);
    turnRows(dy + ((b * bars * width) << 2), slopes, bars, width, pitch); // 0 after the last bar
    memory.fill(drows, 0, 3 * width * pitchBytes);
    for (let head = 0; head < heads; head++) {
      const first = head * depth * pitchBytes;
      for (let bar = 0; bar < bars; bar += 4) {
        const at = first + (bar << 2);
        const query = at + ((window - 1) << 2);
        const key = at + width * pitchBytes;
        weighBars(rows + query, rows + key, shares, depth, window, pitchBytes);
        // dshares = dy . value, and the gradient of the values
        let mean = f32x4.splat(0);
        let place = key + toValues;
        for (let share = shares; share < end; share += 16) {
          const weight = v128.load(share);
          let slope = slopes + at;
          let value = place;
          let dshare = f32x4.splat(0);
          for (let channel = 0; channel < depth; channel++) {
            const dmean = v128.load(slope);
            dshare = multiplyAdd(dmean, v128.load(rows + value), dshare);
            const dvalue = drows + value;
            v128.store(dvalue, multiplyAdd(weight, dmean, v128.load(dvalue)));
            slope += pitchBytes;
            value += pitchBytes;
          }
          v128.store(share + toScores, dshare);
          mean = multiplyAdd(weight, dshare, mean);
          place += 4;
        }
        // dscores = share (dshare - mean), and the gradients of queries and keys
        for (let share = shares; share < end; share += 16) {
          const dshare = f32x4.sub(v128.load(share + toScores), mean);
          v128.store(share, f32x4.mul(f32x4.mul(v128.load(share), dshare), scale));
        }
        for (let channel = 0; channel < depth; channel++) {
          const q = v128.load(rows + query + channel * pitchBytes);
          let sum = f32x4.splat(0);
          let k = key + channel * pitchBytes;
          for (let share = shares; share < end; share += 16) {
            const dscore = v128.load(share);
            sum = multiplyAdd(dscore, v128.load(rows + k), sum);
            v128.store(drows + k, multiplyAdd(dscore, q, v128.load(drows + k)));
            k += 4;
          }
          v128.store(drows + query + channel * pitchBytes, sum);
        }
      }
    }
    turnBack(drows, dprojected + ((b * time * 3 * width) << 2), time, 3 * width, pitch);
  }
}

/** Writes `[channel, pitch]` as `count` rows `[row, channel]`. */
function turnBack(from: usize, to: usize, count: i32, channels: i32, pitch: i32): void {
  for (let row = 0; row < count; row++) {
    for (let channel = 0; channel < channels; channel++) {
      store<f32>(to, load<f32>(from + ((channel * pitch + row) << 2)));
      to += 4;
    }
  }
}
