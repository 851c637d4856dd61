/**
 * npm run soak [-- --bars N --seed N]: live mode against the local exchange for three days of minute bars
 * in stepped time, with hundreds of faults of every kind; then measures the memory of a client alone. The last line
 * is a JSON summary; the exit code is 1 when a bar was lost, doubled or changed, or another check
 * failed.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root } from './run-command.mjs';

const threeDays = 3 * 1440;

const { values } = parseArgs({
  options: {
    bars: { type: 'string', default: String(threeDays) },
    seed: { type: 'string', default: '1' },
  },
});
const bars = Number(values.bars);
if (!(bars >= 60)) {
  console.error(`soak: --bars must be a number of at least 60, was ${values.bars}`);
  process.exit(2);
}

requireNode();
await installPackages();
const { runSoak } = await loadSoak();
const summary = await runSoak({
  bars,
  seed: Number(values.seed),
  rates: { message: 5600, request: 90, connect: 12, close: 60 },
  leastFaults: Math.floor((500 * bars) / threeDays),
  measuresMemory: true,
  onProgress(done) {
    if (done % 360 === 0) console.log(`${done} of ${bars} bars`);
  },
});
for (const violation of summary.violations) console.error(`soak: ${violation}`);
console.log(JSON.stringify(summary));
process.exit(summary.violations.length === 0 ? 0 : 1);

/** Node cannot read TypeScript yet: the soak is bundled first. */
async function loadSoak() {
  const { build } = await import('vite');
  // A folder of its own, since several may run at once.
  const outDir = join(root, `node_modules/.cache/soak-${values.seed}`);
  await build({
    root,
    configFile: false,
    mode: 'test',
    logLevel: 'error',
    build: {
      ssr: join(root, 'tests/soak/run-soak.ts'),
      outDir,
      rollupOptions: { output: { entryFileNames: 'soak.mjs' } },
    },
  });
  return import(join(outDir, 'soak.mjs'));
}
