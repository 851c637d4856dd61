/**
 * npm run fuzz [-- --inputs 20000 --seed 1 --keep FOLDER --shapes]: imports damaged files of every format in a worker
 * and prints the outcomes, as one JSON object in the last line. The exit code is 1 when an import hung, crashed,
 * failed with an unexpected error, or gave other bars in spite of a checksum; such files are written to FOLDER.
 * With --shapes good files are imported instead, in random variants of the shapes of tests/shapes: the exit code is 1 when
 * one became other bars than were written, or asked a question that it should not.
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
    shapes: { type: 'boolean', default: false },
  },
});
process.chdir(root);
if (values.keep !== undefined) mkdirSync(values.keep, { recursive: true });

const { build } = await import('vite');
// A folder of its own, since several may run at once.
const outDir = join(root, `node_modules/.cache/fuzz-${values.seed}`);
const parts = values.shapes ? ['shapes/run-shapes'] : ['fuzz/import-worker', 'fuzz/run-fuzz'];
for (const part of parts) {
  const ssr = join(root, `tests/${part}.ts`);
  const name = part.replace(/^.*\//, '');
  const output = { entryFileNames: `${name}.mjs`, chunkFileNames: `${name}-[name].mjs` };
  await build({
    logLevel: 'error',
    publicDir: false,
    build: { ssr, outDir, emptyOutDir: false, rollupOptions: { output } },
  });
}
const onProgress = (done) => {
  if (done % 1000 === 0) console.error(`fuzz: ${done} inputs`);
};
const inputs = Number(values.inputs);
const seed = Number(values.seed);
const summary = values.shapes
  ? await (await import(join(outDir, 'run-shapes.mjs'))).runShapes({ inputs, seed, onProgress })
  : await (
      await import(join(outDir, 'run-fuzz.mjs'))
    ).runFuzz({
      ...values,
      inputs,
      seed,
      root,
      script: join(outDir, 'import-worker.mjs'),
      onProgress,
    });
console.log(JSON.stringify(summary));
process.exitCode = summary.violationCount > 0 ? 1 : 0;
