import {
  add,
  customGrad,
  type GradSaveFunc,
  mean,
  mul,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { normEpsilon } from '../../src/core/models/transformer';

/**
 * Returns each row of `x` `[batch, time, channel]` with mean 0 and variance 1 over its channels, times `weight` plus
 * `bias`, both `[channel]`. Differentiable in all three. Source: Ba, Kiros and Hinton, "Layer normalization", 2016.
 */
export function normalizeChannels(x: Tensor3D, weight: Tensor1D, bias: Tensor1D): Tensor3D {
  return customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const save = args[args.length - 1] as GradSaveFunc;
    const centred = sub(x, mean(x, 2, true));
    const scale = rsqrt(add(mean(square(centred), 2, true), normEpsilon));
    const normal = mul(centred, scale);
    save([normal, scale, weight]);
    return { value: add(mul(normal, weight), bias), gradFunc: differentiate };
  })(x, weight, bias) as Tensor3D;
}

/** The gradients of x, weight and bias. */
function differentiate(dy: Tensor, [normal, scale, weight]: Tensor[]): Tensor[] {
  const dnormal = mul(dy, weight);
  const along = mul(normal, mean(mul(dnormal, normal), 2, true));
  const dx = mul(sub(sub(dnormal, mean(dnormal, 2, true)), along), scale);
  return [dx, sum(mul(dy, normal), [0, 1]), sum(dy, [0, 1])];
}
