/** Returns how many WebGPU dispatches `work` records, whatever backend or library makes them. */
export function countDispatches(work: () => void): number {
  const encoder = GPUComputePassEncoder.prototype;
  const dispatch = Object.getOwnPropertyDescriptor(encoder, 'dispatchWorkgroups');
  if (dispatch === undefined) throw new Error('dispatches: this browser has no WebGPU');
  const original = dispatch.value as typeof encoder.dispatchWorkgroups;
  let count = 0;
  encoder.dispatchWorkgroups = function (...size) {
    count++;
    original.apply(this, size);
  };
  try {
    work();
    return count;
  } finally {
    Object.defineProperty(encoder, 'dispatchWorkgroups', dispatch);
  }
}
