/** `y[b, at] = relu(h[b, at] + skip[b, at + drop])`; `h` and `y` have `size` values a sample, `skip` `drop + size`. */
export function joinSkip(h: usize, skip: usize, y: usize, batch: i32, size: i32, drop: i32): void {
  for (let b = 0; b < batch; b++) {
    skip += drop << 2;
    let left = size;
    for (; left >= 4; left -= 4) {
      const sum = f32x4.add(v128.load(h), v128.load(skip));
      v128.store(y, f32x4.max(sum, f32x4.splat(0)));
      h += 16;
      skip += 16;
      y += 16;
    }
    for (; left > 0; left--) {
      store<f32>(y, max(load<f32>(h) + load<f32>(skip), 0));
      h += 4;
      skip += 4;
      y += 4;
    }
  }
}

/** `dh = dy` where `y > 0`, else 0; `dskip` the same after `drop` zeros in each sample. */
export function joinSkipGradient(
  dy: usize,
  y: usize,
  dh: usize,
  dskip: usize,
  batch: i32,
  size: i32,
  drop: i32,
): void {
  for (let b = 0; b < batch; b++) {
    memory.fill(dskip, 0, drop << 2);
    dskip += drop << 2;
    let left = size;
    for (; left >= 4; left -= 4) {
      const isPositive = f32x4.gt(v128.load(y), f32x4.splat(0));
      const slope = v128.and(v128.load(dy), isPositive);
      v128.store(dh, slope);
      v128.store(dskip, slope);
      dy += 16;
      y += 16;
      dh += 16;
      dskip += 16;
    }
    for (; left > 0; left--) {
      const slope: f32 = load<f32>(y) > 0 ? load<f32>(dy) : 0;
      store<f32>(dh, slope);
      store<f32>(dskip, slope);
      dy += 4;
      y += 4;
      dh += 4;
      dskip += 4;
    }
  }
}
