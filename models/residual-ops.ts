import { add, customGrad, mul, pad, relu, reshape, slice, step } from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

/** Returns `x` without its first `steps` time steps; the gradient puts zeros there. */
export function dropSteps(x: Tensor3D, steps: number): Tensor3D {
  if (steps === 0) return x;
  return differentiable([x], () => {
    const [batch, time, channels] = x.shape;
    return {
      value: slice(x, [0, steps, 0], [batch, time - steps, channels]),
      gradients: (dy) => [
        pad(dy, [
          [0, 0],
          [steps, 0],
          [0, 0],
        ]),
      ],
    };
  });
}

/** Returns `relu(h + skip)`; both have the same shape and the same gradient. */
export function joinSkip(h: Tensor3D, skip: Tensor3D): Tensor3D {
  return differentiable([h, skip], (save) => {
    const value = relu(add(h, skip)) as Tensor3D;
    save([value]);
    return {
      value,
      gradients: (dy, [output]) => {
        const slope = mul(dy, step(output));
        return [slope, slope];
      },
    };
  });
}

/** Returns `h` `[batch, time, channel]` times `mask` `[batch, 1, channel]`, a constant. */
export function applyMask(h: Tensor3D, mask: Tensor3D): Tensor3D {
  return differentiable([h], () => ({ value: mul(h, mask), gradients: (dy) => [mul(dy, mask)] }));
}

/** Returns `x` `[batch, time, 1]` as `[batch, time]`. */
export function dropChannelAxis(x: Tensor3D): Tensor2D {
  const [batch, time] = x.shape;
  return differentiable([x], () => ({
    value: reshape(x, [batch, time]) as Tensor2D,
    gradients: (dy) => [reshape(dy, [batch, time, 1])],
  }));
}

interface Differentiated<T extends Tensor> {
  readonly value: T;
  /** Gradients of the inputs, in their order, from that of `value` and what was saved. */
  readonly gradients: (dy: Tensor, saved: Tensor[]) => Tensor[];
}

/** An op with its own gradient, so that none of the library's hundred gradients is needed. */
function differentiable<T extends Tensor>(
  inputs: Tensor[],
  run: (save: GradSaveFunc) => Differentiated<T>,
): T {
  return customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const { value, gradients } = run(args[args.length - 1] as GradSaveFunc);
    return { value, gradFunc: gradients };
  })(...inputs) as T;
}
