/**
 * Packed filters: output channels in strips of 8, each strip `[row, 8]` with one row for every
 * (tap, input channel) and, where there is one, the bias as its last row. The last strip is filled
 * up with zeros, so that the kernels need no other code for other widths.
 */

/** Packs `filter` `[rows, outputs]` and `bias` `[outputs]` (0: zeros) into strips of rows + 1. */
export function packFilter(
  filter: usize,
  bias: usize,
  packed: usize,
  rows: i32,
  outputs: i32,
): void {
  let to = packed;
  for (let strip = 0; strip < outputs; strip += 8) {
    for (let row = 0; row <= rows; row++) {
      const from = row < rows ? filter + ((row * outputs) << 2) : bias;
      for (let lane = 0; lane < 8; lane++) {
        const output = strip + lane;
        const isInside = output < outputs && from !== 0;
        store<f32>(to, isInside ? load<f32>(from + (output << 2)) : 0);
        to += 4;
      }
    }
  }
}

/**
 * Packs `filter` `[kernel, inputs, outputs]` for the input gradient: taps in reverse order, inputs
 * and outputs exchanged, the bias zero.
 */
export function packTurnedFilter(
  filter: usize,
  packed: usize,
  kernel: i32,
  inputs: i32,
  outputs: i32,
): void {
  let to = packed;
  for (let strip = 0; strip < inputs; strip += 8) {
    for (let tap = kernel - 1; tap >= 0; tap--) {
      for (let output = 0; output < outputs; output++) {
        for (let lane = 0; lane < 8; lane++) {
          const input = strip + lane;
          const from = filter + (((tap * inputs + input) * outputs + output) << 2);
          store<f32>(to, input < inputs ? load<f32>(from) : 0);
          to += 4;
        }
      }
    }
    memory.fill(to, 0, 32);
    to += 32;
  }
}

/** Copies strips of `stripRows` rows to `filter` `[rows, outputs]`. */
export function unpackFilter(
  packed: usize,
  filter: usize,
  rows: i32,
  stripRows: i32,
  outputs: i32,
): void {
  for (let row = 0; row < rows; row++) {
    for (let output = 0; output < outputs; output++) {
      const from = (((output >> 3) * stripRows + row) << 3) + (output & 7);
      store<f32>(filter + ((row * outputs + output) << 2), load<f32>(packed + (from << 2)));
    }
  }
}

/** Copies `rows` rows of `width` values to rows of `pitch` values, filled up with zeros. */
export function padRows(from: usize, to: usize, rows: i32, width: i32, pitch: i32): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(to, from, width << 2);
    memory.fill(to + (width << 2), 0, (pitch - width) << 2);
    from += width << 2;
    to += pitch << 2;
  }
}
