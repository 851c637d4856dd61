/**
 * npm run honesty -- noise|edge|tries [--seeds N] [--from N] [--jobs N] [--bars N]
 * npm run honesty -- autopsy [--data FILE]
 *
 * Checks the verdict on markets whose truth is known, and prints one JSON line a study (docs/HONESTY.md). A study
 * trains a network a seed, which takes about 10 s of processor time; probabilities are kept in
 * node_modules/.cache/honesty, so that a study that was stopped goes on where it was.
 *
 *   noise     no edge: does the AUC's interval cover 0.5, are placebo p-values uniform, is the PBO 0.5, who claims an edge?
 *   edge      the sample market: is its edge found, does the interval cover the best reachable AUC?
 *   tries     no edge, 50 configurations, the best picked: does it survive its number of tries?
 *   autopsy   the table of how a win rate of a dashboard came about, on real bars
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root } from './run-command.mjs';

requireNode();
const studies = ['noise', 'edge', 'tries', 'autopsy'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(Math.max(1, Math.min(8, availableParallelism()))) },
    bars: { type: 'string', default: '129600' },
    data: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const [study] = positionals;
if (!studies.includes(study)) {
  console.error(`honesty: a study is needed: ${studies.join(', ')}`);
  process.exit(2);
}
await installPackages();
process.chdir(root);
const outDir = join(root, 'node_modules/.cache/honesty-build');
const bundle = join(outDir, 'run.mjs');
const isChild = process.env.TABQUANT_HONESTY_CHILD !== undefined;
if (!isChild) {
  const { build } = await import('vite');
  await build({
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: join(root, 'bench/honesty/run.ts'),
      outDir,
      rollupOptions: { output: { entryFileNames: 'run.mjs' } },
    },
  });
}
const { runSeed, summarize, runAutopsy } = await import(bundle);
const bars = Number(values.bars);

if (isChild) {
  process.on('message', async (seed) =>
    process.send({ seed, result: await runSeed(study, seed, bars) }),
  );
} else if (study === 'autopsy') {
  const file = values.data && resolve(process.env.INIT_CWD ?? process.cwd(), values.data);
  console.log(JSON.stringify({ study, ...(await runAutopsy(file)) }));
} else {
  const from = Number(values.from);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => from + at);
  const results = await shareSeeds(seeds, Number(values.jobs));
  console.log(JSON.stringify({ study, seeds: seeds.length, bars, ...summarize(study, results) }));
}

/** Runs each seed in one of several processes; returns results in the order of the seeds. */
async function shareSeeds(seeds, jobs) {
  const waiting = [...seeds];
  const results = new Map();
  const work = () =>
    new Promise((done, fail) => {
      const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2), {
        env: { ...process.env, TABQUANT_HONESTY_CHILD: '1' },
      });
      const next = () => {
        const seed = waiting.shift();
        if (seed === undefined) {
          child.disconnect();
          done();
        } else child.send(seed);
      };
      child.on('message', ({ seed, result }) => {
        results.set(seed, result);
        if (values.verbose) console.error(JSON.stringify({ seed, ...result }));
        else console.error(`honesty: ${study}: ${results.size} of ${seeds.length}`);
        next();
      });
      child.on(
        'exit',
        (code) => code && fail(new Error(`a process of the study ended with ${code}`)),
      );
      next();
    });
  await Promise.all(Array.from({ length: Math.min(jobs, seeds.length) }, work));
  return seeds.map((seed) => results.get(seed));
}
