/**
 * npm run verify:long: the checks that `npm test` has no time for, some hours of them, in parallel on all cores. It says
 * what each step adds; the last line is `N passed, N failed`, counted in steps.
 */
import { ensureChromium } from './chromium.mjs';
import { installPackages } from './install-packages.mjs';
import { requireNode } from './require-node.mjs';
import { runCommand, runTool } from './run-command.mjs';
import { runSteps } from './run-steps.mjs';

const week = 7 * 1440;
const soak = (bars, seed) => ['soak', '--bars', String(bars), '--seed', String(seed)];
const fuzz = (seed) => ['fuzz', '--inputs', '20000', '--seed', String(seed)];
const scripts = {
  'soak, seed 2': ['three days with other faults than seed 1 of npm test', soak(4320, 2)],
  'soak, seed 3': ['three days with other faults', soak(4320, 3)],
  'soak of a week': ['a week with over 2,000 faults', soak(week, 4)],
  'fuzz, seed 1': ['20,000 damaged files; npm test imports 420', fuzz(1)],
  'fuzz, seed 2': ['20,000 other damaged files', fuzz(2)],
  shapes: [
    '20,000 variants of the shapes that programs write; npm test tries 12 of each',
    ['fuzz', '--shapes', '--inputs', '20000', '--seed', '3'],
  ],
  'sample model': [
    'trains the model that comes with the page again, and compares every byte',
    ['train-sample-model', '--check'],
  ],
};
const kills = ['test', '--reporter=list', 'storage-kill'];
const again = ['test', '--reporter=list', '--project=exchange', '--repeat-each=5'];

requireNode();
await installPackages();
const env = { CHROMIUM_PATH: await ensureChromium(), VERIFY_LONG: '1' };
const browserSteps = {
  'killed imports': ['40 kills of the browser while it imports; npm test does 5', kills],
  'exchange specs': ['five runs of all end-to-end tests of downloads and live mode', again],
};

const steps = [
  { name: 'kernels', adds: '', run: node(['scripts/build-kernels.mjs']) },
  tool('build', '', ['vite', 'build', '--logLevel', 'warn']),
  tool('test build', '', ['vite', 'build', '--mode=test', '--outDir=dist-test', '--logLevel=warn']),
  {
    ...tool(
      'more seeds',
      'all unit tests: six seeds of long absences, nine of drift, properties with inputs drawn anew',
      ['vitest', 'run'],
    ),
    cores: 2,
  },
  ...Object.entries(scripts).map(([name, [adds, [script, ...args]]]) => ({
    name,
    adds,
    run: node([`scripts/${script}.mjs`, ...args]),
  })),
  ...Object.entries(browserSteps).map(([name, [adds, args]]) => ({
    ...tool(name, adds, ['playwright', ...args]),
    after: ['build', 'test build'],
    // Each step starts the servers of both builds, which have one port each.
    cores: Infinity,
  })),
];
for (const { name, adds } of steps) if (adds !== '') console.log(`${name}: ${adds}`);

const results = await runSteps(
  steps.map((step) =>
    step.name === 'kernels' ? step : { ...step, after: ['kernels', ...(step.after ?? [])] },
  ),
);
const passed = results.filter(({ isGood }) => isGood).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exit(passed === results.length ? 0 : 1);

function node(args) {
  return (onLine) => runCommand(process.execPath, args, { env, onLine });
}

function tool(name, adds, [command, ...args]) {
  return { name, adds, run: (onLine) => runTool(command, args, { env, onLine }) };
}
