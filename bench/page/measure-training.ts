import golden from '../../tests/fixtures/tcn.json';
import { measureGoldenTcn } from '../../tests/models/kinds/golden-tcn';
import { type Compute, webgpuStepsPerRead } from '../../models/compute';
import { defaultKernelFiles, type KernelFiles } from '../../models/kernels/wasm/kernel-module';
import { chooseTiling, tilings } from '../../models/kernels/webgpu/tiling';
import { createNetwork, weightsToNamed } from '../../models/network';
import { measureConvolution } from '../../models/self-test';
import { trainModel } from '../../models/trainer';
import { type TrainingEvent, yieldToEvents } from '../../models/training-event';
import { startTraining } from '../../models/training-step';
import { planMinibatches } from '../../src/core/dataset/chunks';
import type { Dataset } from '../../src/core/dataset/dataset';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { receptiveField } from '../../src/core/models/spec';
import { createStreaming } from '../../src/core/models/streaming/create-streaming';
import { dilationsOf } from '../../src/core/models/dilations';
import { createRandom } from '../../src/core/random';
import { countDispatches } from './count-dispatches';
import { measureKernels } from './measure-peak';
import type { TrainBenchJob, TrainBenchResult } from './train-job';

/** Returns the figures of one job, computed by `compute` on the active backend. */
export async function measureTraining(
  job: TrainBenchJob,
  dataset: Dataset,
  compute: Compute,
  kernels: KernelFiles = defaultKernelFiles,
): Promise<TrainBenchResult> {
  switch (job.kind) {
    case 'kernels': {
      const { peak, convolution, made } = await measureKernels(job, kernels);
      return { peak_gflops: peak, gflops: convolution, made_gflops: made, share: made / peak };
    }
    case 'tilings':
      return measureTilings(job, dataset, compute);
    case 'gradients':
      return measureGradients(job, dataset.features.length);
    case 'step':
      return measureSteps(job, dataset, compute);
    case 'dispatches':
      return measureDispatches(job, dataset, compute);
    case 'epoch':
      return measureEpoch(job, dataset, compute);
    case 'learn':
      return measureLearning(job, dataset, compute);
    case 'inference-batch':
      return measureBatch(job, dataset, compute);
    case 'inference-stream':
      return measureStream(job, dataset);
  }
}

const warmUpSteps = 3;

async function measureSteps(
  job: TrainBenchJob,
  dataset: Dataset,
  compute: Compute,
): Promise<TrainBenchResult> {
  const takeStep = prepareSteps(job, dataset, compute);
  for (let at = 0; at < warmUpSteps; at++) await takeStep(true);
  // On WebGPU most steps are only queued, so they are measured by as many as are read together.
  const steps = job.backend === 'webgpu' ? webgpuStepsPerRead : 1;
  const times: number[] = [];
  let labels = 0;
  const from = performance.now();
  while (performance.now() - from < 1000 * job.seconds) {
    const startedMs = performance.now();
    for (let step = 1; step <= steps; step++) {
      labels += await takeStep(step === steps);
      await yieldToEvents();
    }
    times.push((performance.now() - startedMs) / steps);
  }
  const elapsedMs = performance.now() - from;
  return { ms_per_step: middle(times), labels_per_s: (1000 * labels) / elapsedMs };
}

/** Steps with each way to cut convolutions on WebGPU, in turns. */
async function measureTilings(
  job: TrainBenchJob,
  dataset: Dataset,
  compute: Compute,
): Promise<TrainBenchResult> {
  const rounds = 3;
  const seconds = job.seconds / rounds;
  const times = tilings.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, tiling] of tilings.entries()) {
      chooseTiling(tiling);
      const { ms_per_step: ms } = await measureSteps({ ...job, seconds }, dataset, compute);
      times[at].push(Number(ms));
    }
  }
  chooseTiling(tilings[0]);
  const named = tilings.map(({ threadRows, depth }, at) => [
    `ms_${threadRows}x${depth}`,
    middle(times[at]),
  ]);
  return Object.fromEntries(named) as TrainBenchResult;
}

async function measureDispatches(
  job: TrainBenchJob,
  dataset: Dataset,
  compute: Compute,
): Promise<TrainBenchResult> {
  const takeStep = prepareSteps(job, dataset, compute);
  await takeStep(true); // the first one also checks its gradients
  const count = countDispatches();
  await takeStep(false);
  return { dispatches_per_step: count() };
}

/**
 * How far the active backend is from float64: the network's convolutions with their gradients at the
 * sizes of a step, and a small network, its gradients and five steps of AdamW as PyTorch computes them.
 */
async function measureGradients(job: TrainBenchJob, inputs: number): Promise<TrainBenchResult> {
  const { spec, batchChunks: batch, chunkLabels } = job;
  const { kernel, width } = spec;
  const errors: number[] = [];
  let time = receptiveField(spec) - 1 + chunkLabels;
  for (const [block, dilation] of dilationsOf(spec).entries()) {
    for (const from of [block === 0 ? inputs : width, width]) {
      const sizes = { batch, time, inputs: from, outputs: width, kernel, dilation, relu: true };
      errors.push(...(await measureConvolution(sizes, errors.length)));
      time -= (kernel - 1) * dilation;
    }
  }
  const tiled: number[] = [];
  for (const tiling of job.backend === 'webgpu' ? tilings : []) {
    chooseTiling(tiling);
    const sizes = { batch: 2, time: 301, inputs: width, outputs: width, kernel, dilation: 3 };
    tiled.push(...(await measureConvolution({ ...sizes, relu: true }, 1)));
  }
  chooseTiling(tilings[0]);
  const { logits, gradients, weightsAfter } = await measureGoldenTcn(golden);
  return {
    convolution_error: Math.max(...errors),
    ...(tiled.length > 0 && { tilings_error: Math.max(...tiled) }),
    logits_error: logits,
    gradient_error: Math.max(...Object.values(gradients)),
    weights_error: Math.max(...Object.values(weightsAfter)),
  };
}

const stepOptions = { learningRate: 1e-4, clipNorm: 1 };

/** Returns a function that takes the next training step and returns its number of labels. */
function prepareSteps(
  job: TrainBenchJob,
  dataset: Dataset,
  compute: Compute,
): (mustTell: boolean) => Promise<number> {
  const targets = [{ start: receptiveField(job.spec) - 1, end: job.bars }];
  // A whole number of chunks, so that every step has as many labels.
  const plan = planMinibatches(targets, { ...job, seed: 1 }, 1).filter((chunks) =>
    chunks.every(({ targets: { start, end } }) => end - start === job.chunkLabels),
  );
  const weights = createNetwork(job.spec, dataset.features.length, createRandom(1));
  let state = startTraining(weights, defaultTrainingOptions.weightDecay);
  let at = 0;
  return async (mustTell) => {
    const chunks = plan[at++ % plan.length];
    const stepped = await compute.step(state, chunks, stepOptions, mustTell);
    state = stepped.state;
    return stepped.labels;
  };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function measureEpoch(job: TrainBenchJob, dataset: Dataset, compute: Compute) {
  const { chunkLabels, batchChunks } = job;
  const options = { ...defaultTrainingOptions, chunkLabels, batchChunks, maxEpochs: 1 };
  const callbacks = { onEvent: () => undefined, yieldToEvents };
  const { summary } = await trainModel(dataset, job.spec, options, callbacks, { compute });
  return {
    bars: job.bars,
    seconds: summary.seconds,
    labels_per_s: summary.labels / summary.seconds,
  };
}

/** Validation AUC that the sample market's model passes after a few epochs, and the seeds of those that are trained. */
const aimedAuc = 0.59;
const learningSeeds = [1, 2, 3];

/** Mean seconds and epochs of training, validation included, until the validation AUC reaches what is aimed at. */
async function measureLearning(
  job: TrainBenchJob,
  dataset: Dataset,
  compute: Compute,
): Promise<TrainBenchResult> {
  const { chunkLabels, batchChunks, spec, bars } = job;
  let [seconds, epochs] = [0, 0];
  for (const seed of learningSeeds) {
    const options = { ...defaultTrainingOptions, chunkLabels, batchChunks, seed };
    const startedMs = performance.now();
    const onEvent = (event: TrainingEvent): void => {
      if (event.kind !== 'epoch' || event.record.validationAuc < aimedAuc) return;
      seconds += (performance.now() - startedMs) / 1000;
      epochs += event.record.epoch;
      throw aimReached;
    };
    const callbacks = { onEvent, yieldToEvents };
    const reached = await trainModel(dataset, spec, options, callbacks, { compute }).then(
      () => false,
      (reason: unknown) => reason === aimReached,
    );
    if (!reached) return { bars, auc: aimedAuc, seconds: 'not reached' };
  }
  const runs = learningSeeds.length;
  return { bars, auc: aimedAuc, seconds: seconds / runs, epochs: epochs / runs };
}

const aimReached = new Error('bench: the validation AUC is reached');

async function measureBatch(job: TrainBenchJob, dataset: Dataset, compute: Compute) {
  const weights = createNetwork(job.spec, dataset.features.length, createRandom(1));
  const range = { start: 0, end: job.bars };
  await compute.predict(weights, { start: 0, end: 20_000 });
  const from = performance.now();
  await compute.predict(weights, range);
  const seconds = (performance.now() - from) / 1000;
  return { bars: job.bars, seconds, bars_per_s: job.bars / seconds };
}

async function measureStream(job: TrainBenchJob, dataset: Dataset) {
  const features = dataset.features.length;
  const weights = await weightsToNamed(createNetwork(job.spec, features, createRandom(1)));
  const tcn = createStreaming(job.spec, features, weights);
  const rowAt = (bar: number) => dataset.values.subarray(bar * features, (bar + 1) * features);
  const stretch = 100;
  const times: number[] = [];
  let sum = 0; // used below, so that no work can be left out
  const from = performance.now();
  for (let bar = 0; performance.now() - from < 1000 * job.seconds; bar += stretch) {
    const startedMs = performance.now();
    for (let at = bar; at < bar + stretch; at++) sum += tcn.push(rowAt(at % job.bars)) || 0;
    times.push((1000 * (performance.now() - startedMs)) / stretch);
  }
  const sorted = times.sort((a, b) => a - b);
  return {
    us_per_bar: sorted[Math.floor(sorted.length / 2)],
    us_per_bar_p95: sorted[Math.floor(0.95 * sorted.length)],
    mean_logit: sum / (times.length * stretch),
  };
}
