import { multiplyAdd } from './multiply-add';

/**
 * `rounds` times 12 independent multiply-adds of 4 lanes on registers alone: what the processor can
 * do at best, 96 floating-point operations a round. Returns a value that depends on all of them.
 */
export function runPeak(rounds: i32): f32 {
  const factor = f32x4.splat(0.999);
  const step = f32x4.splat(0.001);
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(1);
  let a2 = f32x4.splat(2);
  let a3 = f32x4.splat(3);
  let a4 = f32x4.splat(4);
  let a5 = f32x4.splat(5);
  let b0 = f32x4.splat(6);
  let b1 = f32x4.splat(7);
  let b2 = f32x4.splat(8);
  let b3 = f32x4.splat(9);
  let b4 = f32x4.splat(10);
  let b5 = f32x4.splat(11);
  for (let round = 0; round < rounds; round++) {
    a0 = multiplyAdd(factor, step, a0);
    b0 = multiplyAdd(factor, step, b0);
    a1 = multiplyAdd(factor, step, a1);
    b1 = multiplyAdd(factor, step, b1);
    a2 = multiplyAdd(factor, step, a2);
    b2 = multiplyAdd(factor, step, b2);
    a3 = multiplyAdd(factor, step, a3);
    b3 = multiplyAdd(factor, step, b3);
    a4 = multiplyAdd(factor, step, a4);
    b4 = multiplyAdd(factor, step, b4);
    a5 = multiplyAdd(factor, step, a5);
    b5 = multiplyAdd(factor, step, b5);
  }
  const a = f32x4.add(f32x4.add(a0, a1), f32x4.add(f32x4.add(a2, a3), f32x4.add(a4, a5)));
  const b = f32x4.add(f32x4.add(b0, b1), f32x4.add(f32x4.add(b2, b3), f32x4.add(b4, b5)));
  return f32x4.extract_lane(f32x4.add(a, b), 0);
}
