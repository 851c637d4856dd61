import { createStreaming, receptiveField } from '../../src/core/models/spec';
import { startBackend } from '../../models/backend';
import { chooseKernels } from '../../models/kernels/run-kernel';
import { createNetwork, weightsToNamed } from '../../models/network';
import { trainModel } from '../../models/trainer';
import { measureSimdPeak } from './measure-peak';
import { startTraining } from '../../models/training-step';
import { yieldToEvents } from '../../models/training-event';
import type { Dataset } from '../../src/core/dataset/dataset';
import { planMinibatches } from '../../src/core/dataset/chunks';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { createRandom } from '../../src/core/random';
import { type GradientTeam, startGradientTeam } from '../../workers/gradient-team';
import { countDispatches } from './count-dispatches';
import { makeNoiseDataset } from './noise-dataset';
import type { TrainBenchJob, TrainBenchResult } from './train-job';

self.onmessage = async ({ data: job }: MessageEvent<TrainBenchJob>) => {
  try {
    self.postMessage({ kind: 'done', result: await runJob(job) });
  } catch (error) {
    self.postMessage({ kind: 'failed', reason: String(error) });
  }
};

async function runJob(job: TrainBenchJob): Promise<TrainBenchResult> {
  const dataset = makeNoiseDataset(job.bars);
  chooseKernels(job.variant);
  const { label } = await startBackend(job.backend);
  const team = await startGradientTeam(dataset, job.spec, job);
  try {
    return { label, ...(await measureJob(job, dataset, team)) };
  } finally {
    team.end();
  }
}

async function measureJob(
  job: TrainBenchJob,
  dataset: Dataset,
  team: GradientTeam,
): Promise<TrainBenchResult> {
  switch (job.kind) {
    case 'simd-peak':
      return { gflops: (await measureSimdPeak()).gigaflops };
    case 'step':
      return measureSteps(job, dataset, team);
    case 'dispatches':
      return measureDispatches(job, dataset, team);
    case 'epoch':
      return measureEpoch(job, dataset, team);
    case 'inference-batch':
      return measureBatch(job, dataset, team);
    case 'inference-stream':
      return measureStream(job, dataset);
  }
}

const warmUpSteps = 3;

async function measureSteps(
  job: TrainBenchJob,
  dataset: Dataset,
  team: GradientTeam,
): Promise<TrainBenchResult> {
  const takeStep = prepareSteps(job, dataset, team);
  for (let at = 0; at < warmUpSteps; at++) await takeStep();
  const times: number[] = [];
  let labels = 0;
  const from = performance.now();
  while (performance.now() - from < 1000 * job.seconds) {
    const startedMs = performance.now();
    labels += await takeStep();
    times.push(performance.now() - startedMs);
    await yieldToEvents();
  }
  const elapsedMs = performance.now() - from;
  return { ms_per_step: middle(times), labels_per_s: (1000 * labels) / elapsedMs };
}

async function measureDispatches(
  job: TrainBenchJob,
  dataset: Dataset,
  team: GradientTeam,
): Promise<TrainBenchResult> {
  const takeStep = prepareSteps(job, dataset, team);
  await takeStep(); // the first one also checks its gradients
  const count = countDispatches();
  await takeStep();
  return { dispatches_per_step: count() };
}

/** Returns a function that takes the next training step and returns its number of labels. */
function prepareSteps(
  job: TrainBenchJob,
  dataset: Dataset,
  { compute }: GradientTeam,
): () => Promise<number> {
  const targets = [{ start: receptiveField(job.spec) - 1, end: job.bars }];
  // A whole number of chunks, so that every step has as many labels.
  const plan = planMinibatches(targets, { ...job, seed: 1 }, 1).filter((chunks) =>
    chunks.every(({ targets: { start, end } }) => end - start === job.chunkLabels),
  );
  const weights = createNetwork(job.spec, dataset.features.length, createRandom(1));
  let state = startTraining(weights, defaultTrainingOptions.weightDecay);
  let at = 0;
  return async () => {
    const chunks = plan[at++ % plan.length];
    const stepped = await compute.step(state, chunks, { learningRate: 1e-4, clipNorm: 1 });
    state = stepped.state;
    return stepped.labels;
  };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function measureEpoch(job: TrainBenchJob, dataset: Dataset, { compute }: GradientTeam) {
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

async function measureBatch(job: TrainBenchJob, dataset: Dataset, { compute }: GradientTeam) {
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
