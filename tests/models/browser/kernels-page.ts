import { stepTraining } from '../step-training';
import { createNetwork } from '../../../models/network';
import { dispose } from '@tensorflow/tfjs-core';
import { startBackend } from '../../../models/backend';
import { countDispatches } from '../../../bench/page/count-dispatches';
import { chooseKernels, type KernelVariant } from '../../../models/kernels/run-kernel';
import { chooseTiling, tilings } from '../../../models/kernels/webgpu/tiling';
import type { ConvolutionSizes } from '../../../models/ops/reference-convolution';
import { measureConvolution, relativeError } from '../../../models/self-test';
import { disposeTraining, startTraining } from '../../../models/training-step';
import type { BackendChoice, BackendReport } from '../../../src/core/models/options';
import { defaultTcnSpec } from '../../../src/core/models/tcn';
import { createRandom } from '../../../src/core/random';
import { drawBatch } from '../create-batch';

/** What a test reads from `window.kernelsResult` once it is there. */
export type KernelsResult =
  | {
      readonly kind: 'measured';
      readonly backend: BackendReport;
      /** Of output and gradients of every case, and of one case with every tiling. */
      readonly errors: readonly number[];
      /** Parameters after two steps on our kernels, against plain ops. */
      readonly stepDifference: number;
      /** GPU dispatches of one step; 0 on other backends. */
      readonly dispatches: Readonly<Record<KernelVariant, number>>;
    }
  | { readonly kind: 'failed'; readonly reason: string };

declare global {
  interface Window {
    kernelsResult?: KernelsResult;
  }
}

/** Widths on both sides of a tile, odd lengths, one and many segments of time. */
const cases: readonly ConvolutionSizes[] = [
  { batch: 1, time: 1, inputs: 1, outputs: 1, kernel: 1, dilation: 1, relu: false },
  { batch: 2, time: 47, inputs: 9, outputs: 33, kernel: 5, dilation: 7, relu: true },
  { batch: 3, time: 531, inputs: 5, outputs: 3, kernel: 9, dilation: 64, relu: true },
  { batch: 1, time: 601, inputs: 17, outputs: 8, kernel: 2, dilation: 3, relu: false },
  { batch: 1, time: 40, inputs: 97, outputs: 96, kernel: 2, dilation: 3, relu: true },
];

/** Of more rows, columns and terms than any tile has, none of which divides them. */
const tiledCase: ConvolutionSizes = {
  batch: 1,
  time: 77,
  inputs: 35,
  outputs: 37,
  kernel: 2,
  dilation: 3,
  relu: true,
};

async function measure(): Promise<KernelsResult> {
  const choice = new URLSearchParams(location.search).get('backend') ?? 'auto';
  const backend = await startBackend(choice as BackendChoice);
  const errors: number[] = [];
  for (const [seed, sizes] of cases.entries()) {
    errors.push(...(await measureConvolution(sizes, seed)));
  }
  for (const tiling of tilings) {
    chooseTiling(tiling);
    errors.push(...(await measureConvolution(tiledCase, 1)));
  }
  chooseTiling(tilings[0]);
  const fused = await train('fused');
  const generic = await train('generic');
  return {
    kind: 'measured',
    backend,
    errors,
    stepDifference: relativeError(fused.vector, generic.vector),
    dispatches: { fused: fused.dispatches, generic: generic.dispatches },
  };
}

const countDone = countDispatches();

/** Two steps of the default network on a small minibatch. */
async function train(variant: KernelVariant) {
  chooseKernels(variant);
  const random = createRandom(1);
  const weights = createNetwork(defaultTcnSpec, 9, random);
  const batch = drawBatch(defaultTcnSpec, { chunks: 2, labels: 8, features: 9 }, random);
  let state = startTraining(weights, 0.1);
  let dispatches = 0;
  for (let step = 0; step < 2; step++) {
    const before = countDone();
    const next = stepTraining(state, batch, { learningRate: 1e-4, clipNorm: 1 });
    next.loss.dispose();
    state = next.state;
    dispatches = countDone() - before;
  }
  const vector = await state.vector.data();
  disposeTraining(state);
  dispose([...weights.tensors]);
  return { vector, dispatches };
}

window.kernelsResult = await measure().catch((error: unknown) => ({
  kind: 'failed' as const,
  reason: String(error),
}));
