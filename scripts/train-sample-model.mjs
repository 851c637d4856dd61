/**
 * npm run train-sample-model [-- --check]: trains the model that comes with the page, on the sample market, and writes it to
 * src/feeds/sample/sample-model-file.ts. The same code gives the same file on every machine; --check writes nothing, and
 * fails if the file would be another.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root } from './run-command.mjs';

requireNode();
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
await installPackages();
process.chdir(root);
const { build } = await import('vite');
const outDir = join(root, 'node_modules/.cache/sample-model');
await build({
  logLevel: 'error',
  publicDir: false,
  build: {
    ssr: join(root, 'bench/train-sample-model.ts'),
    outDir,
    rollupOptions: { output: { entryFileNames: 'train.mjs' } },
  },
});
const { trainSampleModel } = await import(join(outDir, 'train.mjs'));
const { packed, testAuc, bestAuc } = await trainSampleModel();

const { format, resolveConfig } = await import('prettier');
const path = join(root, 'src/feeds/sample/sample-model-file.ts');
const text = await format(
  `/** The model that comes with the page, as \`npm run train-sample-model\` writes it: a \`PackedSampleModel\`. */
export const packedModel = ${JSON.stringify(packed)} as const;
`,
  { ...(await resolveConfig(path)), filepath: path },
);
if (values.check && readFileSync(path, 'utf8') !== text) {
  console.error(`train-sample-model: ${path} is not what its training gives; write it again`);
  process.exit(1);
}
if (!values.check) writeFileSync(path, text);
const { parameters, bestEpoch, validationAuc } = packed.training;
const bytes = text.length;
console.log(JSON.stringify({ parameters, bestEpoch, validationAuc, testAuc, bestAuc, bytes }));
