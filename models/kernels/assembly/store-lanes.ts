/** Stores the first `lanes` (1 to 8) of the eight values of `low` and `high`. */
export function storeLanes(to: usize, low: v128, high: v128, lanes: i32): void {
  if (lanes === 8) {
    v128.store(to, low);
    v128.store(to, high, 16);
    return;
  }
  let rest = low;
  let left = lanes;
  if (left >= 4) {
    v128.store(to, low);
    to += 16;
    left -= 4;
    rest = high;
  }
  if (left > 0) v128.store32_lane(to, rest, 0);
  if (left > 1) v128.store32_lane(to, rest, 1, 4);
  if (left > 2) v128.store32_lane(to, rest, 2, 8);
}
