/**
 * npm run bench [-- NAME ...]: runs bench/NAME.bench.ts (all of them without NAME) and prints one
 * JSON object a line. Absolute figures differ from machine to machine: compare within one run.
 *
 *   --peers              also run the alternatives that a user has, in turns, and print ratios
 *   --rounds N           measure everything N times, in turns, and print medians (3)
 *   --seconds N          length of one measurement (4)
 *   --runtime node       `train` in Node, with WebGPU by Dawn, for machines without a browser
 *   --adapter real       WebGPU on the machine's GPU instead of the software adapter
 *   --batch 8x1024       chunks x labels of a training step (the page's own when left out)
 *   --backend B --variant V --only KIND   only such lines of `train`
 *
 *   quality --data FILE,... --features nine,recommended,all --kinds tcn,... --seeds N --horizon H --folds
 *                        trains each (hours, if nothing is named); --folds tests a walk-forward instead of one block
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root } from './run-command.mjs';

requireNode();
const { wanted, options } = readOptions();
await installPackages();
const folder = join(root, 'bench');
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; there are ${known.join(', ')}`);
  process.exit(2);
}

process.chdir(root);
const { build } = await import('vite');
const outDir = join(root, 'node_modules/.cache/bench');
for (const name of wanted.length > 0 ? wanted : known) {
  // Bundled as for release, since a module runner would slow down tight loops.
  const ssr = join(folder, `${name}.bench.ts`);
  const output = { entryFileNames: `${name}.mjs` };
  await build({ logLevel: 'error', build: { ssr, outDir, rollupOptions: { output } } });
  const { run } = await import(join(outDir, `${name}.mjs`));
  for await (const result of run(options)) console.log(JSON.stringify(result));
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        peers: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '4' },
        runtime: { type: 'string', default: 'chromium' },
        adapter: { type: 'string', default: 'swiftshader' },
        batch: { type: 'string' },
        backend: { type: 'string' },
        variant: { type: 'string' },
        only: { type: 'string' },
        data: { type: 'string' },
        features: { type: 'string' },
        kinds: { type: 'string' },
        seeds: { type: 'string' },
        horizon: { type: 'string' },
        folds: { type: 'boolean', default: false },
      },
    });
    if (!['chromium', 'node'].includes(values.runtime)) {
      throw new Error(`--runtime must be chromium or node, was ${values.runtime}`);
    }
    const rounds = Number(values.rounds);
    const seconds = Number(values.seconds);
    return { wanted: positionals, options: { ...values, rounds, seconds } };
  } catch (error) {
    console.error(`npm run bench: ${error.message}`);
    process.exit(2);
  }
}
