import { createHash } from 'node:crypto';
import {
  appendFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { avoidRelaxedSimd } from '../../models/kernels/wasm/kernel-module';
import { parquetWasmUrl } from '../../src/feeds/parquet-wasm-url';
import { importFiles } from '../../src/feeds/import-files';
import { noDecisions } from '../../src/core/import';
import { readExperiment, type Shard, takeShard } from '../../src/core/lab/experiment';
import { mergeResults, readResult } from '../../src/core/lab/results';
import { describeJob, keyJobs, type LabData, runJobs } from './run-jobs';

export { parseShard } from '../../src/core/lab/experiment';

/** A run that was asked for. */
interface LabRun {
  /** Path of the experiment. */
  readonly file: string;
  readonly shard: Shard;
  readonly out: string;
  readonly program: string;
  /** Whether to say what would be run, and run nothing. */
  readonly isListed: boolean;
}

/**
 * Runs a shard's jobs whose results are not in the folder yet, and returns whether all of them are there then. Each result is a line that
 * is written as soon as it is there, and the time that it took one of another file.
 */
export async function runLab({ file, shard, out, program, isListed }: LabRun): Promise<boolean> {
  const jobs = await keyJobs(readExperiment(readFileSync(file, 'utf8')));
  const mine = new Set(
    takeShard(
      jobs.map(({ key }) => key),
      shard,
    ),
  );
  const own = jobs.filter(({ key }) => mine.has(key));
  const done = await listDone(out, dirname(resolve(file)), own);
  const waiting = own.filter(({ key }) => !done.has(key));
  const name = `${shard.index}-of-${shard.total}.jsonl`;
  const say = (text: string): void => console.error(`lab ${shard.index}/${shard.total}: ${text}`);
  say(`${own.length} of ${jobs.length} jobs, ${waiting.length} to run`);
  if (isListed) {
    for (const { key, job } of waiting) console.log(`${key.slice(0, 12)} ${describeJob(job)}`);
    return true;
  }
  mkdirSync(out, { recursive: true });
  avoidRelaxedSimd();
  let count = 0;
  const readFile = (path: string): Promise<LabData> =>
    readMarket(resolve(dirname(resolve(file)), path));
  const problems = await runJobs(waiting, { readFile, program, backend: 'wasm' }, (keyed, made) => {
    appendFileSync(join(out, `results-${name}`), `${made.line}\n`);
    const { seconds, trainings } = made;
    appendFileSync(
      join(out, `times-${name}`),
      `${JSON.stringify({ key: keyed.key, seconds, trainings })}\n`,
    );
    const auc = Number.isNaN(made.auc) ? '' : `, AUC ${made.auc.toFixed(4)}`;
    say(
      `${++count} of ${waiting.length}: ${describeJob(keyed.job)}${auc}, ${seconds.toFixed(1)} s`,
    );
  });
  for (const problem of problems) say(`FAILED ${problem}`);
  return problems.length === 0;
}

/** Joins the results of folders, or of files, into one file; returns what contradicts itself, and writes nothing then. */
export async function mergeLab(
  sources: readonly string[],
  out: string,
): Promise<{ readonly results: number; readonly conflicts: readonly string[] }> {
  const paths = sources.flatMap((source) =>
    source.endsWith('.jsonl') ? [source] : listResultFiles(source),
  );
  const files = [];
  for (const path of paths) {
    const lines: string[] = [];
    for await (const line of createInterface({ input: createReadStream(path) })) {
      if (line !== '') lines.push(line);
    }
    files.push({ name: path, lines });
  }
  const { lines, conflicts } = mergeResults(files);
  if (conflicts.length === 0) {
    writeFileSync(`${out}.part`, lines.map((line) => `${line}\n`).join(''));
    renameSync(`${out}.part`, out);
  }
  return { results: lines.length, conflicts };
}

function listResultFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^results-.*\.jsonl$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Returns the keys of results that the folder has, whichever shard wrote them. A last line that was cut off by a crash is removed from this run's
 * files; throws where a file that a result was made of has changed since.
 */
async function listDone(
  out: string,
  folder: string,
  own: Awaited<ReturnType<typeof keyJobs>>,
): Promise<ReadonlySet<string>> {
  const done = new Set<string>();
  const jobs = new Map(own.map(({ key, job }) => [key, job]));
  const hashes = new Map<string, string>();
  for (const path of listResultFiles(out)) {
    const bytes = readFileSync(path);
    const whole = bytes.lastIndexOf(10) + 1;
    if (whole < bytes.length) truncateSync(path, whole);
    const lines = bytes.subarray(0, whole).toString().split('\n');
    for (const [at, line] of lines.slice(0, -1).entries()) {
      const { key, input } = readResult(line, `${path}:${at + 1}`);
      const data = jobs.get(key)?.data;
      if (data !== undefined && 'file' in data) {
        const source = resolve(folder, data.file);
        const hash = hashes.get(source) ?? hashFile(readFileSync(source));
        hashes.set(source, hash);
        if (hash !== input.sha256) {
          throw new Error(
            `${data.file} has changed since ${path} was written: use another folder for --out`,
          );
        }
      }
      done.add(key);
    }
  }
  return done;
}

/** Returns the bars of a file of one market; throws where the import would ask a person something. */
async function readMarket(path: string): Promise<LabData> {
  const bytes = readFileSync(path);
  const name = basename(path);
  const parquetWasm = new Uint8Array(readFileSync(parquetWasmUrl));
  const file = new File([bytes], name);
  const result = await importFiles([file], noDecisions, () => undefined, { parquetWasm });
  if (result.kind === 'refused') throw new Error(`${name}: ${result.message}`);
  if (result.kind !== 'bars') {
    throw new Error(
      `${name}: its columns, times or rows are unsure: import it in the page, export it as parquet, and use that`,
    );
  }
  if (result.imports.length !== 1) {
    throw new Error(`${name}: must hold one series, has ${result.imports.length}`);
  }
  return { dataset: result.imports[0], sha256: hashFile(bytes) };
}

function hashFile(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
