import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { countBytes } from '../../src/core/bars/bars';
import { inspectBars } from '../../src/core/bars/quality/bar-checks';
import { writeCanonicalJson } from '../../src/core/canonical-json';
import { describeCause } from '../../src/core/describe-cause';
import {
  type Experiment,
  type ExperimentData,
  type LabJob,
  listJobs,
} from '../../src/core/lab/experiment';
import { type LabResult, writeResult } from '../../src/core/lab/results';
import type { BackendChoice } from '../../src/core/models/options';
import { keyStudy } from '../../src/core/study';
import { generateSampleMarket } from '../../src/feeds/sample/sample-market';
import type { NewDataset } from '../../src/storage/dataset-record';
import { openDatabase } from '../../src/storage/database';
import { hashBars, hashText } from '../../src/storage/hash';
import { saveDataset } from '../../src/storage/save-datasets';
import { loadStudy } from '../../src/storage/studies';
import { loadLedger } from '../../src/storage/trials';
import { packFloats } from '../../workers/lab-results';
import { trainApi } from '../../workers/train';

/** A job with its key. */
interface KeyedJob {
  /** SHA-256 (hex) of the job's canonical JSON. */
  readonly key: string;
  readonly job: LabJob;
}

/** Returns the jobs of an experiment in the order of their keys. */
export async function keyJobs(experiment: Experiment): Promise<readonly KeyedJob[]> {
  const jobs = await Promise.all(
    listJobs(experiment).map(async (job) => ({
      key: await hashText(writeCanonicalJson(job)),
      job,
    })),
  );
  return jobs.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Bars that a job reads. */
export interface LabData {
  readonly dataset: Omit<NewDataset, 'now'>;
  /** SHA-256 (hex) of a file's bytes. */
  readonly sha256?: string;
}

/** What jobs are run with. */
interface LabMachine {
  /** Returns the bars of a file; throws where it holds none, or those of several markets. */
  readFile(path: string): Promise<LabData>;
  /** Name and version of the program. */
  readonly program: string;
  readonly backend: BackendChoice;
}

/** A finished job. */
interface FinishedJob {
  /** A line of the file of results. */
  readonly line: string;
  readonly seconds: number;
  /** Of each training. */
  readonly trainings: readonly number[];
  /** For people; NaN where it has none. */
  readonly auc: number;
}

/** No try of a search is dropped for its time. */
const withoutBudget = 1e9;

/**
 * Runs a job by the training worker of the page, alone in a database of its own, with one worker, on which the result
 * depends; throws where it cannot be run.
 */
async function runJob(
  { key, job }: KeyedJob,
  data: LabData,
  { program, backend }: LabMachine,
): Promise<FinishedJob> {
  globalThis.indexedDB = new IDBFactory();
  const startedMs = performance.now();
  const database = await openDatabase();
  const { id: datasetId } = await saveDataset(database, { ...data.dataset, now: 0 });
  const compute = { backend, workers: 1 };
  let label = '';
  let unrecorded: string | undefined;
  const note = (event: { backend?: { label: string }; unrecorded?: string }): void => {
    label = event.backend?.label ?? label;
    unrecorded = event.unrecorded ?? unrecorded;
  };
  let result: LabResult['result'];
  let trainings: readonly number[];
  let auc: number;
  if (job.kind === 'study') {
    const request = { plan: job.plan, training: { ...job.training, ...compute, datasetId } };
    const study = await trainApi.study(request, false, note as never);
    const { outputs } = await loadStudy(database, keyStudy(request));
    trainings = study.parts.map(({ seconds }) => seconds);
    auc = study.result?.auc ?? NaN;
    result = {
      kind: 'study',
      study: {
        ...study,
        startedAt: 0,
        savedAt: 0,
        parts: study.parts.map((part) => ({ ...part, seconds: NaN })),
      },
      probabilities: outputs.map(({ probability }) => packFloats(probability)),
    };
  } else {
    const request = { ...job.search, datasetId, budgetSeconds: withoutBudget };
    const asked = { ...request, configurations: [job.configuration] };
    const [tried] = await trainApi.search(asked, [], compute, note as never);
    if (tried.problem !== undefined) throw new Error(tried.problem);
    trainings = [tried.seconds];
    auc = tried.score;
    result = { kind: 'search-try', request, tried: { ...tried, seconds: NaN } };
  }
  if (unrecorded !== undefined) throw new Error(unrecorded);
  const { trials } = await loadLedger(database);
  database.close();
  const line = writeResult({
    format: 'tabquant-result',
    version: 1,
    backend: label,
    key,
    job,
    input: {
      datasetId,
      name: data.dataset.name,
      ...(data.sha256 !== undefined && { sha256: data.sha256 }),
    },
    program,
    result,
    trials: trials.map(({ number: _, previous: __, hash: ___, ...trial }) => ({ ...trial, at: 0 })),
  });
  return { line, seconds: (performance.now() - startedMs) / 1000, trainings, auc };
}

/** Runs jobs one after the other and passes each on; returns why others could not be run. */
export async function runJobs(
  jobs: readonly KeyedJob[],
  machine: LabMachine,
  onDone: (keyed: KeyedJob, outcome: FinishedJob) => void,
): Promise<readonly string[]> {
  const problems: string[] = [];
  let last: { readonly name: string; readonly data: LabData } | undefined;
  for (const keyed of jobs) {
    const { data: source } = keyed.job;
    const name = writeCanonicalJson(source);
    try {
      if (last?.name !== name) last = { name, data: await readData(source, machine) };
      onDone(keyed, await runJob(keyed, last.data, machine));
    } catch (error) {
      problems.push(`${describeJob(keyed.job)}: ${describeCause(error)}`);
    }
  }
  return problems;
}

async function readData(source: ExperimentData, machine: LabMachine): Promise<LabData> {
  if ('file' in source) return machine.readFile(source.file);
  const { sample: kind, seed, bars: count } = source;
  const { bars, facts, name, symbol } = generateSampleMarket({ kind, seed, bars: count });
  const made = {
    name,
    bytes: countBytes(bars),
    sha256: await hashBars(bars),
    format: 'sample' as const,
    notes: [`generated from seed ${seed}`],
  };
  const quality = { findings: inspectBars(bars), rows: count };
  return { dataset: { bars, symbol, name, quality, sources: [made], sample: facts } };
}

/** Returns a job in a few words: `walk-forward of tcn, seed 1, on btc.parquet`. */
export function describeJob(job: LabJob): string {
  const { data } = job;
  const where = 'file' in data ? data.file : `sample ${data.sample} ${data.seed}`;
  if (job.kind === 'search-try') {
    const { options } = job.search;
    return `configuration ${job.configuration} of a search, seed ${options.seed}, on ${where}`;
  }
  const { spec, options } = job.training;
  return `${job.plan.kind} of ${spec.kind}, seed ${options.seed}, on ${where}`;
}
