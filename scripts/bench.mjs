/**
 * npm run bench [-- NAME ...]: runs bench/NAME.ts (all of them without NAME) and prints one JSON
 * object a line. Absolute figures differ from machine to machine: compare within one run.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root } from './run-command.mjs';

requireNode();
await installPackages();
const folder = join(root, 'bench');
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; there are ${known.join(', ')}`);
  process.exit(2);
}

const { runnerImport } = await import('vite');
for (const name of wanted.length > 0 ? wanted : known) {
  const { module } = await runnerImport(join(folder, `${name}.bench.ts`));
  for await (const result of module.run()) console.log(JSON.stringify(result));
}
