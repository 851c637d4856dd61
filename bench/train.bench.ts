import { availableParallelism } from 'node:os';
import { defaultTrainingOptions } from '../src/core/models/options';
import { defaultTcnSpec, type TcnSpec } from '../src/core/models/tcn';
import { chooseWorkers } from '../src/core/training';
import { countStepFlops } from './flops';
import { openBenchPage } from './chromium-page';
import { median, roundTo, type BenchOptions, type BenchResult } from './measure';
import type { TrainBenchJob, TrainBenchResult } from './page/train-job';
import { runPeer } from './peers';

/** Features of the noise that is trained on. */
const inputs = 9;
const bars90Days = 129_600;
const bars2Years = 1_052_560;

/** The size of the reference dashboard's network. */
const wideSpec: TcnSpec = { kind: 'tcn' as const, width: 96, kernel: 3, blocks: 6, dropout: 0.1 };

type Kind = TrainBenchJob['kind'];

/** Does one job, each in turn, wherever it runs. */
type RunJob = (job: TrainBenchJob) => Promise<TrainBenchResult>;

/**
 * Training and inference in Chromium, from the production build, or by the same code in Node; see
 * docs/PERFORMANCE.md.
 */
export async function* run(options: BenchOptions): AsyncGenerator<BenchResult> {
  if (options.runtime === 'node') yield* runInNode(options);
  else yield* runInChromium(options);
}

async function* runInChromium(options: BenchOptions): AsyncGenerator<BenchResult> {
  const webgpu = options.adapter === 'real' ? [] : ['--use-webgpu-adapter=swiftshader'];
  const bench = await openBenchPage('train', ['--enable-unsafe-webgpu', ...webgpu]);
  const runJob: RunJob = (job) =>
    bench.page.evaluate((wanted) => {
      if (window.runTrainBench === undefined) throw new Error('the bench page did not load');
      return window.runTrainBench(wanted);
    }, job);
  try {
    const workers = chooseWorkers('auto', availableParallelism());
    const onGpu = options.adapter === 'real';
    yield* measureJobs(listSteps(options, workers, onGpu), options, runJob);
    yield* measureOthers(listOthers(options, workers, onGpu), options, runJob);
  } finally {
    await bench.close();
  }
}

/** In this process, which has no workers to share a step with; WebGPU by Dawn, where there is an adapter. */
async function* runInNode(options: BenchOptions): AsyncGenerator<BenchResult> {
  const { startNodeBackend, endNodeBackend, runJobInNode } = await import('./node-backend');
  for (const backend of ['wasm', 'webgpu'] as const) {
    if ((options.backend ?? backend) !== backend) continue;
    const started = await startNodeBackend(backend);
    const line = { name: 'train', runtime: 'node', backend };
    if (started.kind === 'absent') {
      yield { ...line, skipped: started.reason };
      continue;
    }
    const { report, isSoftware } = started;
    yield { ...line, adapter: report.label, self_test_error: roundTo(report.selfTestError) };
    const only = { ...options, backend };
    // A software adapter is right but slow: its times say nothing.
    if (!isSoftware) yield* measureJobs(listSteps(only, 1, true), only, runJobInNode);
    const others = listOthers(only, 1, !isSoftware);
    yield* measureOthers(others, only, runJobInNode);
    endNodeBackend(backend);
  }
}

async function* measureJobs(
  jobs: readonly TrainBenchJob[],
  options: BenchOptions,
  runJob: RunJob,
): AsyncGenerator<BenchResult> {
  const wanted = jobs.filter((job) => isWanted(job, options));
  for (const spec of [defaultTcnSpec, wideSpec]) {
    const ofSpec = wanted.filter((job) => job.spec === spec);
    yield* measureInTurns(runJob, ofSpec, spec, options);
  }
}

async function* measureOthers(
  jobs: readonly TrainBenchJob[],
  options: BenchOptions,
  runJob: RunJob,
): AsyncGenerator<BenchResult> {
  for (const job of jobs.filter((one) => isWanted(one, options))) {
    yield { name: nameOf(job.kind), ...describe(job), ...round(await runJob(job)) };
  }
}

function isWanted(job: TrainBenchJob, { only, backend, variant }: BenchOptions): boolean {
  const asked = [only ?? job.kind, backend ?? job.backend, variant ?? job.variant];
  return asked.join() === [job.kind, job.backend, job.variant].join();
}

/** Each job once a round, peers in between, so that a busy minute hits all alike. */
async function* measureInTurns(
  runJob: RunJob,
  jobs: readonly TrainBenchJob[],
  spec: TcnSpec,
  { rounds, peers, seconds }: BenchOptions,
): AsyncGenerator<BenchResult> {
  if (jobs.length === 0) return;
  const found = jobs.map((): TrainBenchResult[] => []);
  const torch = new Map<string, number[]>();
  for (let at = 0; at < rounds; at++) {
    for (const [index, job] of jobs.entries()) found[index].push(await runJob(job));
    if (!peers) continue;
    for (const how of ['dense', 'windowed']) {
      const peer = runPeer('torch_train.py', [how, ...torchSizes(spec), '--seconds', `${seconds}`]);
      if (peer.kind === 'absent') throw new Error(`bench: PyTorch did not run: ${peer.reason}`);
      torch.set(how, [...(torch.get(how) ?? []), Number(peer.figures['labels_per_s'])]);
    }
  }
  for (const [index, job] of jobs.entries()) {
    const middle = (name: string): number => median(found[index].map((one) => Number(one[name])));
    const labelsPerSecond = middle('labels_per_s');
    const ratios = [...torch].map(([how, rates]): [string, number] => [
      `x_torch_${how}`,
      roundTo(labelsPerSecond / median(rates)),
    ]);
    yield {
      name: 'train',
      ...describe(job),
      ms_per_step: roundTo(middle('ms_per_step')),
      labels_per_s: Math.round(labelsPerSecond),
      gflops: roundTo(countStepFlops(spec, { ...job, inputs }) / middle('ms_per_step') / 1e6),
      ...Object.fromEntries(ratios),
    };
  }
  for (const [how, rates] of torch) {
    yield { name: `torch-${how}`, ...sizes(spec), labels_per_s: Math.round(median(rates)) };
  }
}

/** Steps with up to `most` workers, and on WebGPU where there is a GPU. */
function listSteps(
  { seconds, batch }: BenchOptions,
  most: number,
  hasGpu: boolean,
): TrainBenchJob[] {
  const counts = [...new Set([1, Math.min(2, most), most])];
  return [defaultTcnSpec, wideSpec].flatMap((spec) =>
    (['generic', 'fused'] as const).flatMap((variant) => {
      const job = { ...base, ...readBatch(batch), kind: 'step' as const, spec, variant, seconds };
      const onWasm = counts.map((workers) => ({ ...job, backend: 'wasm' as const, workers }));
      // A software adapter is right but slow: its time says nothing.
      return hasGpu ? [...onWasm, { ...job, backend: 'webgpu' as const }] : onWasm;
    }),
  );
}

/** What is not a series of steps; epochs and predictions of WebGPU where there is a GPU. */
function listOthers(
  { seconds, batch }: BenchOptions,
  workers: number,
  hasGpu: boolean,
): TrainBenchJob[] {
  const variant = 'fused' as const;
  const job = { ...base, ...readBatch(batch), spec: defaultTcnSpec, variant, seconds };
  const onAll = { ...job, workers };
  const onGpu = { ...job, backend: 'webgpu' as const };
  const timedOnGpu: TrainBenchJob[] = [
    { ...onGpu, kind: 'tilings' },
    { ...onGpu, kind: 'tilings', spec: wideSpec },
    { ...onGpu, kind: 'inference-batch' },
    { ...onGpu, kind: 'epoch' },
    { ...onGpu, kind: 'epoch', bars: bars2Years },
  ];
  return [
    { ...job, kind: 'kernels' },
    { ...job, kind: 'kernels', spec: wideSpec },
    ...[job, onGpu].flatMap((on): TrainBenchJob[] => [
      { ...on, kind: 'gradients' },
      { ...on, kind: 'gradients', spec: wideSpec },
    ]),
    { ...onGpu, kind: 'dispatches', variant: 'generic' },
    { ...onGpu, kind: 'dispatches' },
    { ...job, kind: 'inference-batch' },
    ...(workers > 1 ? [{ ...onAll, kind: 'inference-batch' as const }] : []),
    { ...job, kind: 'inference-stream' },
    { ...onAll, kind: 'epoch' },
    { ...onAll, kind: 'epoch', bars: bars2Years },
    { ...onAll, kind: 'learn' },
    { ...onAll, kind: 'learn', bars: bars2Years },
    ...(hasGpu ? timedOnGpu : []),
  ];
}

const base = {
  backend: 'wasm' as const,
  workers: 1,
  bars: bars90Days,
};

/** Sizes of a step from `CHUNKSxLABELS`. */
function readBatch(batch?: string): Pick<TrainBenchJob, 'batchChunks' | 'chunkLabels'> {
  if (batch === undefined) {
    const { batchChunks, chunkLabels } = defaultTrainingOptions;
    return { batchChunks, chunkLabels };
  }
  const [batchChunks, chunkLabels] = batch.split('x').map(Number);
  if (batchChunks > 0 && chunkLabels > 0) return { batchChunks, chunkLabels };
  throw new Error(`bench: --batch must be CHUNKSxLABELS such as 4x512, was ${batch}`);
}

function nameOf(kind: Kind): string {
  if (['dispatches', 'epoch', 'gradients', 'tilings'].includes(kind)) return `train-${kind}`;
  return kind;
}

function describe(job: TrainBenchJob) {
  const { backend, variant, workers, spec, batchChunks, chunkLabels } = job;
  return { backend, variant, workers, ...sizes(spec), batch: `${batchChunks}x${chunkLabels}` };
}

function sizes({ width, blocks, kernel }: TcnSpec) {
  return { width, blocks, kernel };
}

function torchSizes(spec: TcnSpec): string[] {
  return Object.entries(sizes(spec)).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

function round(result: TrainBenchResult): TrainBenchResult {
  return Object.fromEntries(
    Object.entries(result).map(([name, value]) => [
      name,
      typeof value === 'number' && !Number.isInteger(value) ? roundTo(value) : value,
    ]),
  );
}
