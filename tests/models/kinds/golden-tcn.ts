import { stepTraining } from '../step-training';
import { dispose, tensor2d, tensor3d, tidy } from '@tensorflow/tfjs-core';
import type { NamedWeights } from '../../../src/core/models/model-kind';
import {
  computeLogits,
  splitParameters,
  weightsFromNamed,
  weightsToNamed,
} from '../../../models/network';
import { relativeError } from '../../../models/self-test';
import { differentiateLoss, disposeTraining, startTraining } from '../../../models/training-step';

interface GoldenArray {
  readonly shape: number[];
  readonly data: number[];
}

/** tests/fixtures/tcn.json: a small network, computed by PyTorch in float64. */
export interface GoldenTcn {
  readonly config: { in_channels: number; hidden: number; kernel: number; dilations: number[] };
  /** `[batch, channel, time]` */
  readonly x: GoldenArray;
  readonly y: GoldenArray;
  readonly weights: Readonly<Record<string, GoldenArray>>;
  readonly logits: GoldenArray;
  readonly loss: number;
  readonly grads: Readonly<Record<string, GoldenArray>>;
  readonly grad_global_norm: number;
  readonly adamw: {
    readonly lr: number;
    readonly weight_decay: number;
    readonly clip_norm: number;
    readonly losses: number[];
    readonly weights_after_5_steps: Readonly<Record<string, GoldenArray>>;
  };
}

/** Errors relative to the largest value of each array; losses relative to themselves. */
export interface GoldenErrors {
  readonly logits: number;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, number>>;
  readonly adamwLosses: readonly number[];
  readonly weightsAfter: Readonly<Record<string, number>>;
}

/** Returns how far the active backend is from PyTorch. */
export async function measureGoldenTcn(golden: GoldenTcn): Promise<GoldenErrors> {
  const { in_channels: inputs, hidden, kernel, dilations } = golden.config;
  const spec = { kind: 'tcn', width: hidden, kernel, blocks: dilations.length, dropout: 0 };
  const weights = weightsFromNamed(spec, inputs, toNamed(golden.weights));
  const batch = createGoldenBatch(golden);

  const forward = tidy(() => computeLogits(weights, batch.x));
  const { loss, gradient } = tidy(() => differentiateLoss(weights, batch));
  const gradients = { ...weights, tensors: splitParameters(gradient, weights.parameters) };
  const named = await weightsToNamed(gradients);

  let state = startTraining(weights, golden.adamw.weight_decay, true);
  const options = { learningRate: golden.adamw.lr, clipNorm: golden.adamw.clip_norm };
  const losses: number[] = [];
  for (const expected of golden.adamw.losses) {
    const next = stepTraining(state, batch, options);
    losses.push(relativeError(await next.loss.data(), [expected]));
    next.loss.dispose();
    state = next.state;
  }
  const after = { ...weights, tensors: splitParameters(state.vector, weights.parameters) };
  const namedAfter = await weightsToNamed(after);

  const errors = {
    logits: relativeError(await forward.data(), golden.logits.data),
    loss: relativeError(await loss.data(), [golden.loss]),
    gradients: compareArrays(named, golden.grads),
    adamwLosses: losses,
    weightsAfter: compareArrays(namedAfter, golden.adamw.weights_after_5_steps),
  };
  disposeTraining(state);
  dispose([forward, loss, gradient, batch.x, batch.labels, batch.weights]);
  dispose([...weights.tensors, ...gradients.tensors, ...after.tensors]);
  return errors;
}

/** Returns arrays of the fixture as `NamedWeights`. */
export function toNamed(arrays: Readonly<Record<string, GoldenArray>>): NamedWeights {
  return Object.entries(arrays).map(([name, { shape, data }]) => ({
    name,
    shape,
    values: Float32Array.from(data),
  }));
}

function compareArrays(
  named: NamedWeights,
  expected: Readonly<Record<string, GoldenArray>>,
): Record<string, number> {
  return Object.fromEntries(
    named.map(({ name, values }) => [name, relativeError(values, expected[name].data)]),
  );
}

function createGoldenBatch({ x, y }: GoldenTcn) {
  const [batch, channels, time] = x.shape;
  const rows = new Float32Array(x.data.length); // [batch, time, channel]
  x.data.forEach((value, at) => {
    const sample = Math.floor(at / (channels * time));
    const channel = Math.floor(at / time) % channels;
    rows[(sample * time + (at % time)) * channels + channel] = value;
  });
  const shape = y.shape as [number, number];
  return {
    x: tensor3d(rows, [batch, time, channels]),
    labels: tensor2d(y.data, shape),
    weights: tensor2d(new Float32Array(y.data.length).fill(1), shape),
    dropoutMasks: [],
  };
}
