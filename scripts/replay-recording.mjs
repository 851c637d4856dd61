/**
 * npm run replay-recording -- FILE: runs an exported recording of live mode again, through the same code, and
 * prints one JSON object: bars, inputs, and each account's trades with their SHA-256. The exit code is 0 when
 * the trades equal those of the live session, 1 when they do not, 2 when the file cannot be run.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root } from './run-command.mjs';

const { positionals } = parseArgs({ allowPositionals: true });
const [file] = positionals;
if (file === undefined || positionals.length > 1) {
  console.error('replay-recording: give one file: npm run replay-recording -- FILE');
  process.exit(2);
}

requireNode();
await installPackages();
const { checkRecording } = await loadCheck();
try {
  const report = await checkRecording(await readFile(file, 'utf8'), tellProgress());
  console.log(JSON.stringify({ file, ...report }));
  process.exitCode = report.verdict === 'equal' ? 0 : 1;
} catch (error) {
  console.error(`replay-recording: ${file}: ${error.message}`);
  process.exitCode = 2;
}

/** Prints the progress, once for each tenth. */
function tellProgress() {
  let told = '';
  return ({ stage, done, total }) => {
    const text = `${stage} ${Math.floor((10 * done) / total) * 10}%`;
    if (text !== told) console.error(text);
    told = text;
  };
}

/** Node cannot read TypeScript yet: the code of the page is bundled first. */
async function loadCheck() {
  const { build } = await import('vite');
  const outDir = join(root, 'node_modules/.cache/replay-recording');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: join(root, 'src/live/recording/replay.ts'),
      outDir,
      rollupOptions: { output: { entryFileNames: 'check-recording.mjs' } },
    },
  });
  return import(join(outDir, 'check-recording.mjs'));
}
