/** Threads of the one workgroup that sums a whole array. */
export const sumThreads = 256;

/**
 * WGSL of `sumOver(count)`: the sum of `term(at)`, a `vec2<f32>` that the program defines, over all
 * `at` below `count`, known to every thread of the workgroup.
 */
export const sumCode = `
  var<workgroup> partials : array<vec2<f32>, ${sumThreads}>;
  fn sumOver(count : i32) -> vec2<f32> {
    let thread = i32(localIndex);
    var sum = vec2<f32>(0.0);
    for (var at = thread; at < count; at += ${sumThreads}) { sum += term(at); }
    partials[thread] = sum;
    for (var half = ${sumThreads / 2}; half > 0; half /= 2) {
      workgroupBarrier();
      if (thread < half) { partials[thread] += partials[thread + half]; }
    }
    workgroupBarrier();
    return partials[0];
  }`;
