import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { JoinSkipAttributes } from '../kernel-contract';
import { runElementwise } from './program';

type Inputs = Readonly<Record<string, TensorInfo>>;

/** Returns `relu(h + skip)`, the skip without its first steps. */
export function joinSkip(backend: WebGPUBackend, { h, skip }: Inputs): TensorInfo {
  const [, time, channels] = h.shape;
  return runElementwise(backend, {
    key: 'joinSkip',
    outputShape: h.shape,
    inputs: { h, skip },
    whole: { size: time * channels, drop: (skip.shape[1] - time) * channels },
    code: `
      fn value(at : i32) -> f32 {
        let start = at + (at / uniforms.size + 1) * uniforms.drop;
        return max(h[at] + skip[start], 0.0);
      }`,
  });
}

/** Returns the gradients of h and of the skip: one tensor twice where they are the same. */
export function differentiateJoin(
  backend: WebGPUBackend,
  { dy, y }: Inputs,
  { dropSteps }: JoinSkipAttributes,
): TensorInfo[] {
  const [batch, time, channels] = y.shape;
  const dh = runElementwise(backend, {
    key: 'joinSkipGradient',
    outputShape: y.shape,
    inputs: { dy, y },
    code: 'fn value(at : i32) -> f32 { return select(0.0, dy[at], y[at] > 0.0); }',
  });
  if (dropSteps === 0) {
    backend.incRef(dh.dataId);
    return [dh, { ...dh }];
  }
  const dskip = runElementwise(backend, {
    key: 'padSkipGradient',
    outputShape: [batch, time + dropSteps, channels],
    inputs: { dh },
    whole: { size: time * channels, drop: dropSteps * channels },
    code: `
      fn value(at : i32) -> f32 {
        let padded = uniforms.size + uniforms.drop;
        let inner = at % padded - uniforms.drop;
        if (inner < 0) { return 0.0; }
        return dh[at / padded * uniforms.size + inner];
      }`,
  });
  return [dh, dskip];
}
