/**
 * npm test (= npm run verify): format, lint, types, unit tests, the soak of live mode, both builds, end-to-end
 * tests. Installs what is missing first. The last line is `N passed, N failed`; a failed check counts as one.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root, runCommand, runTool } from './run-command.mjs';

requireNode();
await installPackages();
const reports = join(root, 'test-results');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const unitReport = join(reports, 'unit.json');
const e2eReport = join(reports, 'e2e.json');

const tally = { passed: 0, failed: 0, skipped: 0 };
await check('format', () => runTool('prettier', ['--check', '--log-level', 'warn', '.']));
await check('lint', () => runTool('eslint', ['.', '--max-warnings', '0']));
await check('types', () => runTool('tsc', ['-b']));
await check('component types', () =>
  runTool('svelte-check', ['--tsconfig', './tsconfig.app.json', '--fail-on-warnings']),
);
await suite('unit tests', unitReport, countVitest, () =>
  runTool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile=${unitReport}`]),
);
await check('soak of live mode', () => runCommand(process.execPath, ['scripts/soak.mjs']));
const isBuilt = await check('build', () => runTool('vite', ['build', '--logLevel', 'warn']));
const isTestBuilt = await check('test build', () =>
  runTool('vite', ['build', '--mode', 'test', '--outDir', 'dist-test', '--logLevel', 'warn']),
);
if (isBuilt && isTestBuilt) {
  const chromium = await ensureChromium();
  await suite('end-to-end tests', e2eReport, countPlaywright, () =>
    runTool('playwright', ['test', '--reporter=list,json'], {
      CHROMIUM_PATH: chromium,
      PLAYWRIGHT_JSON_OUTPUT_NAME: e2eReport,
    }),
  );
}

const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
process.exit(tally.failed === 0 ? 0 : 1);

async function timed(name, run) {
  console.log(`\n== ${name}`);
  const from = performance.now();
  const code = await run();
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`== ${name}: ${code === 0 ? 'ok' : 'FAILED'} in ${seconds} s`);
  return code === 0;
}

async function check(name, run) {
  const isGood = await timed(name, run);
  tally[isGood ? 'passed' : 'failed']++;
  return isGood;
}

/** Adds a test runner's own counts; a runner that fails without a failed test counts as one. */
async function suite(name, report, count, run) {
  const isGood = await timed(name, run);
  const counts = readCounts(report, count);
  tally.passed += counts.passed;
  tally.skipped += counts.skipped;
  tally.failed += isGood ? counts.failed : Math.max(1, counts.failed);
}

function readCounts(report, count) {
  try {
    return count(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function countVitest({ numPassedTests, numFailedTests, numPendingTests }) {
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
}

function countPlaywright({ stats }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  };
}
