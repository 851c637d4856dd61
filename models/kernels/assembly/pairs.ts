/**
 * Convolutions at two thirds of the multiply-adds, for kernels of 3, 6, 9 ... taps. Two outputs of three taps,
 *
 * `y0 = d0 g0 + d1 g1 + d2 g2` and `y1 = d1 g0 + d2 g1 + d3 g2`, take four products instead of six:
 *
 * `m0 = (d0 - d2) g0`, `m1 = (d1 + d2) (g0 + g1 + g2) / 2`, `m2 = (d2 - d1) (g0 - g1 + g2) / 2`,
 * `m3 = (d1 - d3) g2`, and `y0 = m0 + m1 + m2`, `y1 = m1 - m2 - m3`.
 *
 * Here d0 to d3 are rows `dilation` apart, so a pair is a row and the one `dilation` after it: pair q begins at row
 * `(q / dilation) 2 dilation + q % dilation`. More taps are groups of three, whose products are summed.
 * y0 does not use d3, nor y1 d0: what is causal stays so, to the last bit.
 *
 * Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015, F(2, 3).
 */

/** Row at which pair `q` begins. */
export function firstRow(q: i32, dilation: i32): i32 {
  const block = q / dilation;
  return q + block * dilation;
}

/**
 * Writes the sums and differences of rows that the products need: six arrays `[pairRows, inputs]`, one after the
 * other: d0 - d2, d1 - d3, d0 + d1, d1 + d2, d1 - d0, d2 - d1 of each pair.
 *
 * `x` is one sample, `[rowsIn, pitch]`, whose row 0 is row `padding` of the pairs; other rows are zeros, and `zeros`
 * points to one. `inputs` is a multiple of 4.
 */
export function formPairs(
  x: usize,
  zeros: usize,
  pairs: usize,
  rowsIn: i32,
  pitch: i32,
  inputs: i32,
  pairRows: i32,
  dilation: i32,
  padding: i32,
): void {
  const pitchBytes = pitch << 2;
  const stride = (pairRows * inputs) << 2;
  let to = pairs;
  for (let q = 0; q < pairRows; q++) {
    const row = firstRow(q, dilation) - padding;
    let p0 = rowOr(zeros, x, row, rowsIn, pitchBytes);
    let p1 = rowOr(zeros, x, row + dilation, rowsIn, pitchBytes);
    let p2 = rowOr(zeros, x, row + 2 * dilation, rowsIn, pitchBytes);
    let p3 = rowOr(zeros, x, row + 3 * dilation, rowsIn, pitchBytes);
    for (const end = p0 + (inputs << 2); p0 < end; p0 += 16) {
      const d0 = v128.load(p0);
      const d1 = v128.load(p1);
      const d2 = v128.load(p2);
      const d3 = v128.load(p3);
      let at = to;
      v128.store(at, f32x4.sub(d0, d2));
      v128.store((at += stride), f32x4.sub(d1, d3));
      v128.store((at += stride), f32x4.add(d0, d1));
      v128.store((at += stride), f32x4.add(d1, d2));
      v128.store((at += stride), f32x4.sub(d1, d0));
      v128.store((at += stride), f32x4.sub(d2, d1));
      to += 16;
      p1 += 16;
      p2 += 16;
      p3 += 16;
    }
  }
}

function rowOr(zeros: usize, x: usize, row: i32, rowsIn: i32, pitchBytes: i32): usize {
  return <u32>row < <u32>rowsIn ? x + row * pitchBytes : zeros;
}

/** Byte from the first pair on at which product `product` (0 to 3) of a group of taps finds its rows. */
export function offsetOf(product: i32, group: i32, pairRows: i32, inputs: i32, dilation: i32): i32 {
  // m1 and m2 begin one row of the pair later than m0, and so does m3, which is m0's difference of d1 and d3.
  const row = 3 * group + (product === 0 ? 0 : 1);
  const array = (product === 1 ? 2 : product === 2 ? 4 : 0) + (row & 1);
  return ((array * pairRows + (row >> 1) * dilation) * inputs) << 2;
}

/**
 * Packs a filter of 3 `groups` taps, `[3 groups, inputs, outputs]`, for `convolvePairs`: strips of 8 outputs, each
 * four products `[groups inputs, 8]` and the bias as its last row (0: zeros). With `isTurned` taps are reversed
 * and inputs and outputs exchanged, for the input gradient; `filter` is then `[3 groups, outputs, inputs]`.
 */
export function packPairs(
  filter: usize,
  bias: usize,
  packed: usize,
  groups: i32,
  inputs: i32,
  outputs: i32,
  isTurned: bool,
): void {
  const size = inputs * outputs;
  const inputStep = isTurned ? 1 : outputs;
  const outputStep = isTurned ? inputs : 1;
  const product = (groups * inputs) << 5;
  let to = packed;
  for (let strip = 0; strip < outputs; strip += 8) {
    for (let group = 0; group < groups; group++) {
      const tap = isTurned ? 3 * (groups - group) - 1 : 3 * group;
      const tapStep = isTurned ? -size : size;
      for (let input = 0; input < inputs; input++) {
        for (let lane = 0; lane < 8; lane++) {
          const output = strip + lane;
          let from = filter + ((tap * size + input * inputStep + output * outputStep) << 2);
          const isInside = output < outputs;
          const g0: f32 = isInside ? load<f32>(from) : 0;
          const g1: f32 = isInside ? load<f32>((from += tapStep << 2)) : 0;
          const g2: f32 = isInside ? load<f32>((from += tapStep << 2)) : 0;
          const outer: f32 = 0.5 * (g0 + g2);
          const inner: f32 = 0.5 * g1;
          store<f32>(to, g0);
          store<f32>(to + product, outer + inner);
          store<f32>(to + 2 * product, outer - inner);
          store<f32>(to + 3 * product, g2);
          to += 4;
        }
      }
    }
    to += 3 * product;
    for (let lane = 0; lane < 8; lane++) {
      const isInside = bias !== 0 && strip + lane < outputs;
      store<f32>(to, isInside ? load<f32>(bias + ((strip + lane) << 2)) : 0);
      to += 4;
    }
  }
}
