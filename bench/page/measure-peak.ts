import { backend, randomNormal, type Rank, tidy, zeros } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { heapOf } from '../../models/kernels/wasm/heap';
import { kernelNames } from '../../models/kernels/kernel-contract';
import { runKernel } from '../../models/kernels/run-kernel';
import { type KernelFiles, loadKernelModule } from '../../models/kernels/wasm/kernel-module';
import type { TrainBenchJob } from './train-job';

/** Floating-point operations of a round of the kernel: 12 multiply-adds of 4 lanes. */
const operationsPerRound = 96;
/** About 5 ms. */
const rounds = 2e6;

/** Rates in billions of floating-point operations a second, a multiply-add being two, each the best of several runs. */
export interface KernelRates {
  /** Multiply-adds on registers alone, with the SIMD that the engine offers: the roof over every wasm kernel. */
  readonly peak: number;
  /** A convolution between the network's inner layers with both of its gradients, counted as three direct ones. */
  readonly convolution: number;
  /** The operations that it really takes: where outputs are computed in pairs, two thirds. */
  readonly made: number;
}

/** Returns the rates of the wasm backend, which must be the active one, measured in turns. */
export async function measureKernels(
  { spec: { width, kernel }, batchChunks: batch, chunkLabels }: TrainBenchJob,
  files?: KernelFiles,
  runs = 60,
): Promise<KernelRates> {
  const module = await loadKernelModule(heapOf(backend() as BackendWasm), files);
  const dilation = 2;
  const length = chunkLabels;
  const x = randomNormal<Rank.R3>([batch, length + (kernel - 1) * dilation, width]);
  const filter = randomNormal<Rank.R3>([kernel, width, width]);
  const bias = zeros<Rank.R1>([width]);
  const dy = randomNormal<Rank.R3>([batch, length, width]);
  const attributes = { dilation, relu: true, dropSteps: 0, needsInputGradient: true };
  const convolve = (): void =>
    tidy(() => {
      const [y] = runKernel(kernelNames.convolution, { x, filter, bias }, attributes);
      runKernel(kernelNames.convolutionGradient, { x, filter, y, dy }, attributes);
    });
  let [peakMs, convolutionMs] = [Infinity, Infinity];
  for (let run = 0; run < runs + warmUpRuns; run++) {
    const startedMs = performance.now();
    module.runPeak(rounds);
    const betweenMs = performance.now();
    convolve();
    if (run < warmUpRuns) continue;
    peakMs = Math.min(peakMs, betweenMs - startedMs);
    convolutionMs = Math.min(convolutionMs, performance.now() - betweenMs);
  }
  const rowsIn = length + (kernel - 1) * dilation;
  const direct = 2 * batch * kernel * width * width * (2 * length + rowsIn);
  const convolution = direct / convolutionMs / 1e6;
  return {
    peak: (rounds * operationsPerRound) / peakMs / 1e6,
    convolution,
    made: kernel % 3 === 0 ? (2 / 3) * convolution : convolution,
  };
}

/** Until the optimized code is in. */
const warmUpRuns = 5;
