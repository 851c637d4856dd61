/**
 * npm test (= npm run verify): checks format, lint, dead code, types, unit tests, the soak of live mode, both builds, the size of the
 * release and end-to-end tests, in parallel on all cores. Installs what is missing first. At the end it
 * lists the ten slowest tests, and the end-to-end tests that passed only at their second try; the last line is `N passed, N failed`, where a check that failed counts as one.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureFirefox } from './firefox.mjs';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { root, runCommand, runTool } from './run-command.mjs';
import { runSteps } from './run-steps.mjs';
import { readTestReport } from './test-report.mjs';

requireNode();
await installPackages();
const chromium = await ensureChromium();
await ensureFirefox();
const folder = join(root, 'test-results');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const reports = {
  'unit tests': join(folder, 'unit.json'),
  'end-to-end tests': join(folder, 'e2e.json'),
};
const startedAt = performance.now();

const results = await runSteps([
  // Otherwise builds, unit tests and the soak would compile them at the same time.
  step('kernels', [process.execPath, 'scripts/build-kernels.mjs']),
  { ...tool('build', 'vite build --logLevel warn'), after: ['kernels'] },
  {
    ...tool('test build', 'vite build --mode test --outDir dist-test --logLevel warn'),
    after: ['kernels'],
  },
  { ...step('sizes', [process.execPath, 'scripts/sizes.mjs']), after: ['build'] },
  step('soak of live mode', [process.execPath, 'scripts/soak.mjs']),
  tool('lint', 'eslint . --max-warnings 0'),
  tool('dead code', 'knip --no-progress'),
  tool('types', 'tsc -b'),
  tool('component types', 'svelte-check --tsconfig ./tsconfig.app.json --fail-on-warnings'),
  tool('format', 'prettier --check --log-level warn .'),
  {
    ...tool(
      'unit tests',
      `vitest run --reporter=default --reporter=json --outputFile=${reports['unit tests']}`,
    ),
    after: ['kernels'],
    cores: 2,
  },
  {
    ...tool('end-to-end tests', 'playwright test --retries=1 --reporter=list,json', {
      CHROMIUM_PATH: chromium,
      PLAYWRIGHT_JSON_OUTPUT_NAME: reports['end-to-end tests'],
    }),
    after: ['build', 'test build'],
    cores: 2,
  },
]);

const tally = { passed: 0, failed: 0, skipped: 0 };
const tests = [];
for (const { name, isGood, seconds } of results) {
  if (!(name in reports) || seconds === 0) {
    tally[isGood ? 'passed' : 'failed']++;
    continue;
  }
  const report = readTestReport(reports[name]);
  tally.passed += report.passed;
  tally.skipped += report.skipped;
  // A runner that fails without a failed test counts as one.
  tally.failed += isGood ? report.failed : Math.max(1, report.failed);
  tests.push(...report.tests);
}

tests.sort((a, b) => b.seconds - a.seconds);
console.log('\nThe ten slowest tests:');
for (const { name, seconds } of tests.slice(0, 10)) {
  console.log(`${seconds.toFixed(1).padStart(6)} s  ${name}`);
}
const flaky = tests.filter(({ isFlaky }) => isFlaky);
if (flaky.length > 0) console.log('\nFLAKY, to be mended (failed, then passed when run again):');
for (const { name } of flaky) console.log(`          ${name}`);
console.log(`\nAll checks took ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
process.exit(tally.failed === 0 ? 0 : 1);

function step(name, [command, ...args], env) {
  return { name, run: (onLine) => runCommand(command, args, { env, onLine }) };
}

function tool(name, line, env) {
  const [command, ...args] = line.split(' ');
  return { name, run: (onLine) => runTool(command, args, { env, onLine }) };
}
