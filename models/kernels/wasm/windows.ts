import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AttentionAttributes, LstmAttributes } from '../kernel-contract';
import { addressOf, makeTensor, withScratch } from './heap';
import type { KernelModule } from './kernel-module';

type Inputs = Readonly<Record<string, TensorInfo>>;

/** As in assembly/lstm. */
const groupWindows = 48;

/** Returns the last hidden state of each window; see `runLstm`. */
export function runLstm(
  module: KernelModule,
  backend: BackendWasm,
  { projected, weight }: Inputs,
  { steps }: LstmAttributes,
): TensorInfo {
  const [batch, time] = projected.shape;
  const [units] = weight.shape;
  const y = makeTensor(backend, [batch, time - steps + 1, units]);
  const [from, weights, to] = [projected, weight, y].map((tensor) => addressOf(backend, tensor));
  const state = 9 * units * groupWindows;
  const sizes = [4 * units * units, 4 * units * (groupWindows + steps), state];
  withScratch(backend, sizes, ([packed, ...rooms]) => {
    module.packLstmWeight(weights, packed, units);
    module.runLstm(from, packed, to, ...rooms, batch, time, units, steps);
  });
  return y;
}

/** Returns the gradients of the projected rows and of the weight. */
export function differentiateLstm(
  module: KernelModule,
  backend: BackendWasm,
  { projected, weight, dy }: Inputs,
  { steps }: LstmAttributes,
): TensorInfo[] {
  const [batch, time] = projected.shape;
  const [units] = weight.shape;
  const dprojected = makeTensor(backend, projected.shape);
  const dweight = makeTensor(backend, weight.shape);
  const [from, weights, slope, ...to] = [projected, weight, dy, dprojected, dweight].map((tensor) =>
    addressOf(backend, tensor),
  );
  const rows = 4 * units * (groupWindows + steps);
  const states = 2 * units * groupWindows * (steps + 1);
  const traces = 5 * units * groupWindows * steps;
  const dstate = (2 * units + 3) * groupWindows;
  const sums = 16 * units * units;
  const turned = 4 * units * (units + 3);
  const sizes = [4 * units * units, rows, rows, states, traces, dstate, sums, turned];
  withScratch(backend, sizes, ([packed, ...rooms]) => {
    module.packLstmWeight(weights, packed, units);
    const arrays = [from, weights, packed, slope, ...to, ...rooms];
    module.differentiateLstm(...arrays, batch, time, units, steps);
  });
  return [dprojected, dweight];
}

/** Returns what each bar attends to; see `attendToWindow`. */
export function attend(
  module: KernelModule,
  backend: BackendWasm,
  { projected }: Inputs,
  { window, heads }: AttentionAttributes,
): TensorInfo {
  const [batch, time, channels] = projected.shape;
  const width = channels / 3;
  const y = makeTensor(backend, [batch, time - window + 1, width]);
  const [from, to] = [projected, y].map((tensor) => addressOf(backend, tensor));
  const pitch = time + 4;
  withScratch(backend, [channels * pitch, 4 * window], (rooms) => {
    module.attend(from, to, ...rooms, batch, time, width, heads, window, pitch);
  });
  return y;
}

/** Returns the gradient of queries, keys and values. */
export function differentiateAttention(
  module: KernelModule,
  backend: BackendWasm,
  { projected, dy }: Inputs,
  { window, heads }: AttentionAttributes,
): TensorInfo {
  const [batch, time, channels] = projected.shape;
  const width = channels / 3;
  const dprojected = makeTensor(backend, projected.shape);
  const arrays = [projected, dy, dprojected].map((tensor) => addressOf(backend, tensor));
  const pitch = time + 4;
  const sizes = [channels * pitch, channels * pitch, width * pitch, 8 * window];
  withScratch(backend, sizes, (rooms) => {
    const shape = [batch, time, width, heads, window, pitch];
    module.differentiateAttention(...arrays, ...rooms, ...shape);
  });
  return dprojected;
}
