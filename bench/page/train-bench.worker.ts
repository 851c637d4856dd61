import { startBackend } from '../../models/backend';
import { chooseKernels } from '../../models/kernels/run-kernel';
import { openGradientTeam, startHelpers } from '../../workers/gradient-team';
import { measureTraining } from './measure-training';
import { makeBenchDataset } from './bench-dataset';
import type { TrainBenchJob, TrainBenchResult } from './train-job';

self.onmessage = async ({ data: job }: MessageEvent<TrainBenchJob>) => {
  try {
    self.postMessage({ kind: 'done', result: await runJob(job) });
  } catch (error) {
    self.postMessage({ kind: 'failed', reason: String(error) });
  }
};

async function runJob(job: TrainBenchJob): Promise<TrainBenchResult> {
  const dataset = makeBenchDataset(job);
  chooseKernels(job.variant);
  const { label } = await startBackend(job.backend);
  const helpers = startHelpers(job.backend, job.workers);
  const team = await openGradientTeam(dataset, job.spec, helpers);
  try {
    return { label, ...(await measureTraining(job, dataset, team.compute)) };
  } finally {
    team.end();
  }
}
