import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createRandom } from '../../src/core/random';
import { makeCorpus, type Sample } from './corpus';
import { FuzzRunner } from './fuzz-runner';
import { FuzzSummary } from './fuzz-summary';
import type { FuzzInput, FuzzOutcome } from './import-worker';
import { mutate } from './mutate';

export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  /** The bundled `import-worker.ts`. */
  readonly script: string;
  /** The project's folder. */
  readonly root: string;
  /** Where to write files that broke a rule; nowhere if not given. */
  readonly keep?: string;
  readonly onProgress: (done: number) => void;
}

/** Imports damaged files and returns what became of them; input n of a seed is always the same. */
export async function runFuzz(options: FuzzOptions): Promise<Readonly<Record<string, unknown>>> {
  const { inputs, seed, script, root } = options;
  const parquetWasm = new Uint8Array(
    readFileSync(createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')),
  );
  const from = performance.now();
  const runner = new FuzzRunner(script, { parquetWasm }, mostMs);
  try {
    const corpus = await makeCorpus(root);
    const good = await Promise.all(corpus.map(() => undefined as FuzzOutcome | undefined));
    for (const [index, sample] of corpus.entries()) good[index] = await importGood(runner, sample);
    const summary = new FuzzSummary();
    let replaced = 0;
    for (let number = 0; number < inputs; number++) {
      const index = number % corpus.length;
      const sample = corpus[index];
      const expected = good[index];
      if (expected === undefined) throw new Error('fuzz: a good file was not imported');
      const random = createRandom(seed * 1_000_003 + number);
      const { kind, bytes } = mutate(sample.bytes, random);
      const start = performance.now();
      const outcome = await runner.run(toInput(sample, bytes));
      summary.slowestMs = Math.max(summary.slowestMs, performance.now() - start);
      const isCovered = sample.isCovered(bytes);
      const found = summary.violations.length;
      const group = groupOf(sample, isCovered);
      summary.add(group, `input ${number} (${kind} of ${sample.name})`, {
        outcome,
        good: expected,
        isCovered,
      });
      if (summary.violations.length > found && options.keep !== undefined) {
        writeFileSync(join(options.keep, `${number}-${sample.name}`), bytes);
      }
      // Whatever an input did, the next good file must come out as ever.
      if (runner.replaced > replaced || number % goodEvery === goodEvery - 1) {
        replaced = runner.replaced;
        const again = await importGood(runner, sample);
        if (again.digest !== expected.digest || again.said !== expected.said) {
          summary.violations.push(`after input ${number} ${sample.name} gives other bars`);
        }
      }
      options.onProgress(number + 1);
    }
    return {
      inputs,
      seed,
      seconds: Math.round((performance.now() - from) / 1000),
      slowestMs: Math.round(summary.slowestMs),
      ...summary.counts,
      replaced: runner.replaced,
      formats: summary.formats,
      violations: summary.violations.slice(0, 20),
      violationCount: summary.violations.length,
    };
  } finally {
    await runner.close();
  }
}

/** An import that takes longer hangs: what is only slow on a busy machine does not take so long. */
const mostMs = 60_000;
const goodEvery = 100;

/** Of a format whose checksums do not reach everything, what they reach is counted apart. */
function groupOf({ format }: Sample, isCovered: boolean): string {
  return format.startsWith('parquet (') ? `${format}, ${isCovered ? 'page' : 'rest'}` : format;
}

function toInput({ name, companions, mapping }: Sample, bytes: Uint8Array<ArrayBuffer>): FuzzInput {
  const files = [{ name, bytes }, ...companions];
  return mapping === undefined ? { files } : { files, mapping };
}

async function importGood(runner: FuzzRunner, sample: Sample): Promise<FuzzOutcome> {
  const outcome = await runner.run(toInput(sample, sample.bytes));
  if (outcome.kind === 'bars') return outcome;
  throw new Error(`fuzz: ${sample.name} did not become bars: ${outcome.kind} ${outcome.message}`);
}
