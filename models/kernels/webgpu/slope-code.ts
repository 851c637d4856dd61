import type { TensorInfo } from '@tensorflow/tfjs-core';

/**
 * Returns WGSL that reads the gradient `name` of a convolution's output at `at` (channels last, of
 * batch sample `b`) and carries it back over its scale and ReLU: a function and its call.
 */
export function readSlope(
  name: string,
  { y, scale }: { readonly y?: TensorInfo; readonly scale?: TensorInfo },
  channels: string,
): { readonly code: string; readonly call: string } {
  const factor = scale ? ` * scale[b * ${channels} + at % ${channels}]` : '';
  const slope = `${name}[at]${factor}`;
  const value = y ? `select(0.0, ${slope}, y[at] > 0.0)` : slope;
  return {
    code: `fn readSlope(at : i32, b : i32) -> f32 { return ${value}; }`,
    call: 'readSlope(at, b)',
  };
}
