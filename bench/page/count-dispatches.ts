/** Counts every compute dispatch of this worker from now on; the result reads the count. */
export function countDispatches(): () => number {
  let count = 0;
  const pass = GPUComputePassEncoder.prototype;
  const { dispatchWorkgroups, dispatchWorkgroupsIndirect } = pass;
  pass.dispatchWorkgroups = function (...sizes) {
    count++;
    return dispatchWorkgroups.apply(this, sizes);
  };
  pass.dispatchWorkgroupsIndirect = function (...buffers) {
    count++;
    return dispatchWorkgroupsIndirect.apply(this, buffers);
  };
  return () => count;
}
