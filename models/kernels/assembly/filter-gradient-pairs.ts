import { sumProducts } from './filter-gradient';
import { firstRow, formPairs, offsetOf } from './pairs';

/**
 * The same as `differentiateFilter`, with two thirds of its multiply-adds, for 3 `groups` taps; see pairs. A slope's
 * part in `g0` to `g2` is that of its pair in the four products.
 *
 * `packed` is four gradients, each strips of `stripRows` rows, a multiple of 6; `pairs` is room for six arrays
 * `[pairRows, inputs]`, `slopes` for four `[pairs, pitch]`, `offsets` for `stripRows` integers.
 */
export function differentiatePairs(
  x: usize,
  slope: usize,
  packed: usize,
  offsets: usize,
  zeros: usize,
  pairs: usize,
  slopes: usize,
  batch: i32,
  rowsIn: i32,
  rowsOut: i32,
  inputs: i32,
  pitch: i32,
  groups: i32,
  dilation: i32,
  drop: i32,
  pairRows: i32,
  stripRows: i32,
  blockRows: i32,
): void {
  const inputBytes = inputs << 2;
  const pitchBytes = pitch << 2;
  const pairCount = ((rowsOut + 2 * dilation - 1) / (2 * dilation)) * dilation;
  memory.fill(packed, 0, 4 * stripRows * pitchBytes);
  for (let b = 0; b < batch; b++) {
    const sample = x + b * rowsIn * inputBytes;
    formPairs(sample, zeros, pairs, rowsIn, inputs, inputs, pairRows, dilation, -drop);
    formSlopes(slope + b * rowsOut * pitchBytes, slopes, rowsOut, pitch, pairCount, dilation);
    for (let product = 0; product < 4; product++) {
      listPairOffsets(offsets, product, groups, inputs, dilation, pairRows, stripRows);
      const sums = packed + product * stripRows * pitchBytes;
      for (let pair = 0; pair < pairCount; pair += blockRows) {
        const count = min(blockRows, pairCount - pair);
        const from = pairs + pair * inputBytes;
        const ofBlock = slopes + (product * pairCount + pair) * pitchBytes;
        for (let strip = 0; strip < pitch; strip += 8) {
          const first = ofBlock + (strip << 2);
          const end = first + count * pitchBytes;
          const tile = sums + ((strip * stripRows) << 2);
          sumProducts(from, offsets, groups * inputs, inputBytes, first, end, pitchBytes, tile);
        }
      }
    }
  }
}

/** Writes four arrays `[pairCount, pitch]`: s0, s0 + s1, s0 - s1 and -s1 of the slopes of each pair. */
function formSlopes(
  slope: usize,
  slopes: usize,
  rowsOut: i32,
  pitch: i32,
  pairCount: i32,
  dilation: i32,
): void {
  const pitchBytes = pitch << 2;
  const stride = pairCount * pitchBytes;
  const none = f32x4.splat(0);
  let to = slopes;
  for (let pair = 0; pair < pairCount; pair++) {
    const row = firstRow(pair, dilation);
    const hasFirst = row < rowsOut;
    const hasSecond = row + dilation < rowsOut;
    let from = slope + row * pitchBytes;
    for (const end = from + pitchBytes; from < end; from += 16) {
      const s0 = hasFirst ? v128.load(from) : none;
      const s1 = hasSecond ? v128.load(from + dilation * pitchBytes) : none;
      let at = to;
      v128.store(at, s0);
      v128.store((at += stride), f32x4.add(s0, s1));
      v128.store((at += stride), f32x4.sub(s0, s1));
      v128.store((at += stride), f32x4.neg(s1));
      to += 16;
    }
  }
}

/** Where, in bytes from the first pair, the input of each row of a product begins; the tail repeats the last. */
function listPairOffsets(
  offsets: usize,
  product: i32,
  groups: i32,
  inputs: i32,
  dilation: i32,
  pairRows: i32,
  stripRows: i32,
): void {
  let row = 0;
  let offset = 0;
  for (let group = 0; group < groups; group++) {
    const first = offsetOf(product, group, pairRows, inputs, dilation);
    for (let input = 0; input < inputs; input++) {
      offset = first + (input << 2);
      store<i32>(offsets + (row++ << 2), offset);
    }
  }
  while (row < stripRows) store<i32>(offsets + (row++ << 2), offset);
}

/** Writes the gradient of `filter` `[3 groups, inputs, outputs]` that the four of its products give. */
export function unpackPairs(
  packed: usize,
  filter: usize,
  groups: i32,
  inputs: i32,
  outputs: i32,
  stripRows: i32,
): void {
  const pitch = (outputs + 7) & -8;
  const product = (stripRows * pitch) << 2;
  const tapBytes = (inputs * outputs) << 2;
  for (let group = 0; group < groups; group++) {
    for (let input = 0; input < inputs; input++) {
      const row = group * inputs + input;
      for (let output = 0; output < outputs; output++) {
        const from = packed + ((((output >> 3) * stripRows + row) << 3) << 2) + ((output & 7) << 2);
        const sum = load<f32>(from + product);
        const difference = load<f32>(from + 2 * product);
        const outer: f32 = 0.5 * (sum + difference);
        const to = filter + 3 * group * tapBytes + ((input * outputs + output) << 2);
        store<f32>(to, load<f32>(from) + outer);
        store<f32>(to + tapBytes, <f32>0.5 * (sum - difference));
        store<f32>(to + 2 * tapBytes, outer + load<f32>(from + 3 * product));
      }
    }
  }
}
