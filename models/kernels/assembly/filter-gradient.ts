import { multiplyAdd } from './multiply-add';

/**
 * The gradient of a packed filter (see pack-filter), without bias:
 * `packed[k i, o] = sum over b, t of x[b, t + k dilation + drop, i] slope[b, t, o]`.
 *
 * `slope` is `[batch, rowsOut, pitch]`, its pitch a multiple of 8; `packed` has strips of
 * `stripRows` rows, a multiple of 6; `offsets` is room for `stripRows` integers. `blockRows` rows
 * are summed at a stretch, few enough to stay in the cache. A tile of 6 filter rows and 8 outputs
 * lies in 12 registers.
 */
export function differentiateFilter(
  x: usize,
  slope: usize,
  packed: usize,
  offsets: usize,
  batch: i32,
  rowsIn: i32,
  rowsOut: i32,
  inputs: i32,
  pitch: i32,
  kernel: i32,
  dilation: i32,
  drop: i32,
  stripRows: i32,
  blockRows: i32,
): void {
  const rows = kernel * inputs;
  const inputBytes = inputs << 2;
  const pitchBytes = pitch << 2;
  listOffsets(offsets, kernel, inputs, dilation, stripRows);
  memory.fill(packed, 0, stripRows * pitchBytes);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < rowsOut; t += blockRows) {
      const count = min(blockRows, rowsOut - t);
      const from = x + (b * rowsIn + t + drop) * inputBytes;
      const slopes = slope + (b * rowsOut + t) * pitchBytes;
      for (let strip = 0; strip < pitch; strip += 8) {
        const first = slopes + (strip << 2);
        const end = first + count * pitchBytes;
        const tile = packed + ((strip * stripRows) << 2);
        sumProducts(from, offsets, rows, inputBytes, first, end, pitchBytes, tile);
      }
    }
  }
}

/**
 * Adds to the strip `packed` of a filter's gradient what the rows of slopes from `first` to `end` give; the inputs
 * of filter row r begin at `x + offsets[r]`.
 */
export function sumProducts(
  x: usize,
  offsets: usize,
  rows: i32,
  inputBytes: i32,
  first: usize,
  end: usize,
  pitchBytes: i32,
  packed: usize,
): void {
  let tile = packed;
  for (let row = 0; row < rows; row += 6) {
    const offset = offsets + (row << 2);
    let p0 = x + load<i32>(offset);
    let p1 = x + load<i32>(offset, 4);
    let p2 = x + load<i32>(offset, 8);
    let p3 = x + load<i32>(offset, 12);
    let p4 = x + load<i32>(offset, 16);
    let p5 = x + load<i32>(offset, 20);
    let a0 = v128.load(tile);
    let b0 = v128.load(tile, 16);
    let a1 = v128.load(tile, 32);
    let b1 = v128.load(tile, 48);
    let a2 = v128.load(tile, 64);
    let b2 = v128.load(tile, 80);
    let a3 = v128.load(tile, 96);
    let b3 = v128.load(tile, 112);
    let a4 = v128.load(tile, 128);
    let b4 = v128.load(tile, 144);
    let a5 = v128.load(tile, 160);
    let b5 = v128.load(tile, 176);
    for (let s = first; s < end; s += pitchBytes) {
      const s0 = v128.load(s);
      const s1 = v128.load(s, 16);
      let value = v128.load32_splat(p0);
      a0 = multiplyAdd(value, s0, a0);
      b0 = multiplyAdd(value, s1, b0);
      value = v128.load32_splat(p1);
      a1 = multiplyAdd(value, s0, a1);
      b1 = multiplyAdd(value, s1, b1);
      value = v128.load32_splat(p2);
      a2 = multiplyAdd(value, s0, a2);
      b2 = multiplyAdd(value, s1, b2);
      value = v128.load32_splat(p3);
      a3 = multiplyAdd(value, s0, a3);
      b3 = multiplyAdd(value, s1, b3);
      value = v128.load32_splat(p4);
      a4 = multiplyAdd(value, s0, a4);
      b4 = multiplyAdd(value, s1, b4);
      value = v128.load32_splat(p5);
      a5 = multiplyAdd(value, s0, a5);
      b5 = multiplyAdd(value, s1, b5);
      p0 += inputBytes;
      p1 += inputBytes;
      p2 += inputBytes;
      p3 += inputBytes;
      p4 += inputBytes;
      p5 += inputBytes;
    }
    v128.store(tile, a0);
    v128.store(tile, b0, 16);
    v128.store(tile, a1, 32);
    v128.store(tile, b1, 48);
    v128.store(tile, a2, 64);
    v128.store(tile, b2, 80);
    v128.store(tile, a3, 96);
    v128.store(tile, b3, 112);
    v128.store(tile, a4, 128);
    v128.store(tile, b4, 144);
    v128.store(tile, a5, 160);
    v128.store(tile, b5, 176);
    tile += 192;
  }
}

/** Where, in bytes from the first, the input of each filter row begins; the tail repeats the last. */
function listOffsets(
  offsets: usize,
  kernel: i32,
  inputs: i32,
  dilation: i32,
  stripRows: i32,
): void {
  let row = 0;
  let offset = 0;
  for (let tap = 0; tap < kernel; tap++) {
    for (let input = 0; input < inputs; input++) {
      offset = (tap * dilation * inputs + input) << 2;
      store<i32>(offsets + (row++ << 2), offset);
    }
  }
  while (row < stripRows) store<i32>(offsets + (row++ << 2), offset);
}
