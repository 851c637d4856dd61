import { availableParallelism } from 'node:os';
import { defaultTcnSpec, type TcnSpec } from '../src/core/models/tcn';
import { chooseWorkers } from '../src/core/training';
import { countStepFlops } from './flops';
import { openBenchPage, type BenchPage } from './chromium-page';
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

/** Training and inference in Chromium, from the production build; see docs/PERFORMANCE.md. */
export async function* run(options: BenchOptions): AsyncGenerator<BenchResult> {
  const isWanted = ({ kind, backend, variant }: TrainBenchJob): boolean =>
    [options.only ?? kind, options.backend ?? backend, options.variant ?? variant].join() ===
    [kind, backend, variant].join();
  const webgpu = options.adapter === 'real' ? [] : ['--use-webgpu-adapter=swiftshader'];
  const bench = await openBenchPage('train', ['--enable-unsafe-webgpu', ...webgpu]);
  try {
    const steps = listSteps(options).filter(isWanted);
    for (const spec of [defaultTcnSpec, wideSpec]) {
      yield* measureInTurns(
        bench,
        steps.filter((job) => job.spec === spec),
        spec,
        options,
      );
    }
    for (const job of listOthers(options).filter(isWanted)) {
      yield { name: nameOf(job.kind), ...describe(job), ...round(await runJob(bench, job)) };
    }
  } finally {
    await bench.close();
  }
}

/** Each job once a round, peers in between, so that a busy minute hits all alike. */
async function* measureInTurns(
  bench: BenchPage,
  jobs: readonly TrainBenchJob[],
  spec: TcnSpec,
  { rounds, peers, seconds }: BenchOptions,
): AsyncGenerator<BenchResult> {
  if (jobs.length === 0) return;
  const found = jobs.map((): TrainBenchResult[] => []);
  const torch = new Map<string, number[]>();
  for (let at = 0; at < rounds; at++) {
    for (const [index, job] of jobs.entries()) found[index].push(await runJob(bench, job));
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

function listSteps({ seconds, adapter, batch }: BenchOptions): TrainBenchJob[] {
  const all = chooseWorkers('auto', availableParallelism());
  const counts = [...new Set([1, Math.min(2, all), all])];
  return [defaultTcnSpec, wideSpec].flatMap((spec) =>
    (['generic', 'fused'] as const).flatMap((variant) => {
      const job = { ...base, ...readBatch(batch), kind: 'step' as const, spec, variant, seconds };
      const onWasm = counts.map((workers) => ({ ...job, backend: 'wasm' as const, workers }));
      // A software adapter is right but slow: its time says nothing.
      return adapter === 'real' ? [...onWasm, { ...job, backend: 'webgpu' as const }] : onWasm;
    }),
  );
}

function listOthers({ seconds, batch }: BenchOptions): TrainBenchJob[] {
  const workers = chooseWorkers('auto', availableParallelism());
  const job = {
    ...base,
    ...readBatch(batch),
    spec: defaultTcnSpec,
    variant: 'fused' as const,
    seconds,
  };
  const onAll = { ...job, workers };
  return [
    { ...job, kind: 'simd-peak' },
    { ...job, kind: 'dispatches', backend: 'webgpu', variant: 'generic' },
    { ...job, kind: 'dispatches', backend: 'webgpu' },
    { ...job, kind: 'inference-batch' },
    { ...onAll, kind: 'inference-batch' },
    { ...job, kind: 'inference-stream' },
    { ...onAll, kind: 'epoch' },
    { ...onAll, kind: 'epoch', bars: bars2Years },
  ];
}

const base = {
  backend: 'wasm' as const,
  workers: 1,
  bars: bars90Days,
};

/** Sizes of a step from `CHUNKSxLABELS`. */
function readBatch(batch: string): Pick<TrainBenchJob, 'batchChunks' | 'chunkLabels'> {
  const [batchChunks, chunkLabels] = batch.split('x').map(Number);
  if (batchChunks > 0 && chunkLabels > 0) return { batchChunks, chunkLabels };
  throw new Error(`bench: --batch must be CHUNKSxLABELS such as 4x512, was ${batch}`);
}

function runJob({ page }: BenchPage, job: TrainBenchJob): Promise<TrainBenchResult> {
  return page.evaluate((wanted) => {
    if (window.runTrainBench === undefined) throw new Error('the bench page did not load');
    return window.runTrainBench(wanted);
  }, job);
}

function nameOf(kind: Kind): string {
  if (kind === 'dispatches' || kind === 'epoch') return `train-${kind}`;
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
