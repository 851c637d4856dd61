/**
 * npm run fuzz [-- --inputs 20000 --seed 1 --keep FOLDER]: imports damaged files of every format in a worker
 * and prints the outcomes, as one JSON object in the last line. The exit code is 1 when an import hung, crashed,
 * failed with an unexpected error, or gave other bars in spite of a checksum; such files are written to FOLDER.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { requireNode } from './require-node.mjs';
import { root } from './run-command.mjs';

requireNode();
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
process.chdir(root);
if (values.keep !== undefined) mkdirSync(values.keep, { recursive: true });

const { build } = await import('vite');
// A folder of its own, since several may run at once.
const outDir = join(root, `node_modules/.cache/fuzz-${values.seed}`);
for (const name of ['import-worker', 'run-fuzz']) {
  const ssr = join(root, `tests/fuzz/${name}.ts`);
  const output = { entryFileNames: `${name}.mjs`, chunkFileNames: `${name}-[name].mjs` };
  await build({
    logLevel: 'error',
    publicDir: false,
    build: { ssr, outDir, emptyOutDir: false, rollupOptions: { output } },
  });
}
const { runFuzz } = await import(join(outDir, 'run-fuzz.mjs'));
const summary = await runFuzz({
  ...values,
  inputs: Number(values.inputs),
  seed: Number(values.seed),
  root,
  script: join(outDir, 'import-worker.mjs'),
  onProgress: (done) => {
    if (done % 1000 === 0) console.error(`fuzz: ${done} inputs`);
  },
});
console.log(JSON.stringify(summary));
process.exitCode = summary.violationCount > 0 ? 1 : 0;
