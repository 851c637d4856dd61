/**
 * npm run lab -- EXPERIMENT.json [--shard i/n] [--out DIR] [--list]
 * npm run lab -- merge DIR|FILE.jsonl ... [--out FILE.jsonl]
 *
 * Runs walk-forwards, searches and honesty studies by the page's own training worker, without a browser (docs/SCALE.md), and
 * writes a line of JSON for each into DIR (lab-out), which the page opens when it is dropped there. What DIR has already is not
 * run again. --shard runs the ith of n parts, --list says what would be run. `merge` joins the results of several folders in one file.
 */
import { join, resolve } from 'node:path';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root } from './run-command.mjs';

requireNode();
const { values, positionals } = readArguments();
const [first, ...sources] = positionals;
// Parts that start beside each other in one folder must not install what is there under each other's feet.
if (!existsSync(join(root, 'node_modules/vite'))) await installPackages();
const caller = process.env.INIT_CWD ?? process.cwd();
process.chdir(root);
const { runLab, mergeLab, parseShard } = await loadLab();
try {
  if (first === 'merge') {
    const out = resolve(caller, values.out ?? 'results.jsonl');
    const paths = sources.map((source) => resolve(caller, source));
    const { results, conflicts } = await mergeLab(paths, out);
    for (const conflict of conflicts) console.error(`lab: ${conflict}`);
    if (conflicts.length > 0) process.exit(1);
    console.error(`lab: ${results} results in ${out}`);
  } else {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const isDone = await runLab({
      file: resolve(caller, first),
      shard: parseShard(values.shard),
      out: resolve(caller, values.out ?? 'lab-out'),
      program: `Tabquant ${version}`,
      isListed: values.list,
    });
    if (!isDone) process.exit(1);
  }
} catch (error) {
  console.error(`lab: ${error.message}`);
  process.exit(1);
}

function readArguments() {
  try {
    const { values: options, positionals: rest } = parseArgs({
      allowPositionals: true,
      options: {
        shard: { type: 'string', default: '1/1' },
        out: { type: 'string' },
        list: { type: 'boolean', default: false },
      },
    });
    if (rest.length === 0 || (rest[0] === 'merge') === (rest.length === 1)) {
      throw new Error('name an experiment, or `merge` and what to merge');
    }
    return { values: options, positionals: rest };
  } catch (error) {
    console.error(`npm run lab: ${error.message}`);
    process.exit(2);
  }
}

/** Bundles the lab for Node: what a page would fetch is read from disk, and there is one processor, as far as the workers know. */
async function loadLab() {
  const { build } = await import('vite');
  const outDir = join(root, `node_modules/.cache/lab/${process.pid}`);
  await build({
    logLevel: 'error',
    publicDir: false,
    plugins: [readFromDisk()],
    build: {
      ssr: join(root, 'bench/lab/main.ts'),
      outDir,
      rollupOptions: { output: { entryFileNames: 'main.mjs' } },
    },
  });
  if (globalThis.navigator === undefined) globalThis.navigator = { hardwareConcurrency: 1 };
  globalThis.fetch = async (path) => new Response(await readFile(path));
  const lab = await import(join(outDir, 'main.mjs'));
  process.on('exit', () => rmSync(outDir, { recursive: true, force: true }));
  return lab;
}

/** Makes the address of a WebAssembly file its path. */
function readFromDisk() {
  return {
    name: 'read-from-disk',
    enforce: 'pre',
    load(id) {
      return id.endsWith('.wasm?url') ? `export default ${JSON.stringify(id.slice(0, -4))};` : null;
    },
  };
}
