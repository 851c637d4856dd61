import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { JoinSkipAttributes } from '../kernel-contract';
import { addressOf, makeTensor } from './heap';
import type { KernelModule } from './kernel-module';

type Inputs = Readonly<Record<string, TensorInfo>>;

/** Returns `relu(h + skip)`, the skip without its first steps. */
export function joinSkip(
  module: KernelModule,
  backend: BackendWasm,
  { h, skip }: Inputs,
): TensorInfo {
  const [batch, time, channels] = h.shape;
  const y = makeTensor(backend, h.shape);
  const addresses = [h, skip, y].map((tensor) => addressOf(backend, tensor));
  const drop = (skip.shape[1] - time) * channels;
  module.joinSkip(...addresses, batch, time * channels, drop);
  return y;
}

/** Returns the gradients of h and of the skip. */
export function differentiateJoin(
  module: KernelModule,
  backend: BackendWasm,
  { dy, y }: Inputs,
  { dropSteps }: JoinSkipAttributes,
): TensorInfo[] {
  const [batch, time, channels] = y.shape;
  const dh = makeTensor(backend, y.shape);
  const dskip = makeTensor(backend, [batch, time + dropSteps, channels]);
  const addresses = [dy, y, dh, dskip].map((tensor) => addressOf(backend, tensor));
  module.joinSkipGradient(...addresses, batch, time * channels, dropSteps * channels);
  return [dh, dskip];
}
