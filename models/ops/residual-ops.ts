import {
  add,
  customGrad,
  type GradSaveFunc,
  mul,
  relu,
  reshape,
  step,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { dropFirst, padFirst } from './generic-convolution';
import { kernelNames } from '../kernels/kernel-contract';
import { hasKernel, runKernel } from '../kernels/run-kernel';

/**
 * Returns `relu(h + skip)` `[batch, time, channel]`, with the last `time` steps of the skip: a valid
 * convolution's output ends where its input ends. The gradient of the steps left out is 0.
 */
export function joinSkip(h: Tensor3D, skip: Tensor3D): Tensor3D {
  const dropSteps = skip.shape[1] - h.shape[1];
  return customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const save = args[args.length - 1] as GradSaveFunc;
    const value = join(h, skip, dropSteps);
    save([value]);
    return { value, gradFunc: (dy: Tensor, [y]: Tensor[]) => differentiateJoin(dy, y, dropSteps) };
  })(h, skip) as Tensor3D;
}

/** Like `joinSkip`, without the ReLU. */
export function addSkip(h: Tensor3D, skip: Tensor3D): Tensor3D {
  const dropSteps = skip.shape[1] - h.shape[1];
  return customGrad(() => ({
    value: add(h, dropFirst(skip, dropSteps)),
    gradFunc: (dy: Tensor) => [dy, padFirst(dy as Tensor3D, dropSteps)],
  }))(h, skip) as Tensor3D;
}

/** Returns a matrix `[in, out]` as the filter `[1, in, out]` of a convolution with one tap. */
export function asFilter(weight: Tensor2D): Tensor3D {
  const [inputs, outputs] = weight.shape;
  return customGrad(() => ({
    value: reshape(weight, [1, inputs, outputs]),
    gradFunc: (dy: Tensor) => reshape(dy, [inputs, outputs]),
  }))(weight) as Tensor3D;
}

/** Returns `x` `[batch, time, 1]` as `[batch, time]`. */
export function dropChannelAxis(x: Tensor3D): Tensor2D {
  const [batch, time] = x.shape;
  return customGrad(() => ({
    value: reshape(x, [batch, time]),
    gradFunc: (dy: Tensor) => reshape(dy, [batch, time, 1]),
  }))(x) as Tensor2D;
}

function join(h: Tensor3D, skip: Tensor3D, dropSteps: number): Tensor {
  if (!hasKernel(kernelNames.joinSkip)) return relu(add(h, dropFirst(skip, dropSteps)));
  return runKernel(kernelNames.joinSkip, { h, skip })[0];
}

/** The gradients of h and skip. */
function differentiateJoin(dy: Tensor, y: Tensor, dropSteps: number): Tensor[] {
  if (hasKernel(kernelNames.joinSkipGradient)) {
    return runKernel(kernelNames.joinSkipGradient, { dy, y }, { dropSteps });
  }
  const slope = mul(dy, step(y)) as Tensor3D;
  return [slope, padFirst(slope, dropSteps)];
}
