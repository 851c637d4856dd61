/**
 * npm run mutation -- [--area trading|metrics|dataset|verdict] [--sample N] [--seed S]
 *
 * Changes the code of an area of the core in one place at a time (Stryker) and runs the area's own tests that reach the
 * place: a change that no test notices has survived, and is printed. `--sample` tests N of 100 changes, drawn by `--seed` (10 and 1
 * unless told). Results are kept in node_modules/.cache/mutation, so that the same command again tests only what it does not know
 * yet: what survived, after tests or code were changed.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { notSampled } from './mutation-sample.mjs';
import { requireNode } from './require-node.mjs';
import { root } from './run-command.mjs';

/**
 * Folders of the core and of its tests. `studies` are those whose tests are studies of many runs, which take minutes: neither code nor
 * tests of that name take part.
 */
const areas = {
  trading: { folders: ['trading'], studies: /every-strategy/ },
  metrics: { folders: ['metrics'], studies: /stability-limits/ },
  dataset: { folders: ['dataset', 'labels'], studies: /leakage/ },
  verdict: { folders: ['verdict'], studies: /placebo|leak/ },
};

requireNode();
const { values } = parseArgs({
  options: {
    area: { type: 'string' },
    sample: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const chosen = values.area === undefined ? Object.keys(areas) : [values.area];
if (!(Number(values.sample) > 0)) {
  console.error(`mutation: --sample must be a number above 0, was ${values.sample}`);
  process.exit(2);
}
if (!chosen.every((area) => Object.hasOwn(areas, area))) {
  console.error(`mutation: --area must be one of ${Object.keys(areas).join(', ')}`);
  process.exit(2);
}
await installPackages();
process.chdir(root);
const folder = 'node_modules/.cache/mutation';
mkdirSync(folder, { recursive: true });
const { Stryker } = await import('@stryker-mutator/core');
for (const area of chosen) report(area, await mutate(area));

/** Tests the sample of an area; its HTML report is in the cache. */
function mutate(area) {
  const run = `${area}-${values.sample}-${values.seed}`;
  return new Stryker({
    mutate: listFiles('src/core', area, '.ts'),
    testFiles: listFiles('tests/core', area, '.test.ts'),
    testRunner: 'vitest',
    vitest: { configFile: 'scripts/mutation-vitest.config.mjs', related: false },
    plugins: ['@stryker-mutator/vitest-runner', join(root, 'scripts/mutation-sample.mjs')],
    checkers: ['sample'],
    sample: { share: Number(values.sample) / 100, seed: values.seed },
    // Of lists that are made once, every change would take a new process.
    ignoreStatic: true,
    incremental: true,
    incrementalFile: `${folder}/${run}.json`,
    htmlReporter: { fileName: `${folder}/${run}.html` },
    reporters: ['html', 'progress-append-only'],
    ignorePatterns: ['/dist*', '/docs*', '/public', '/demo-out', '/test-results', '/tests/e2e'],
    concurrency: 1,
    dryRunTimeoutMinutes: 30,
    tempDirName: '.stryker-tmp',
  }).runMutationTest();
}

function listFiles(base, area, ending) {
  const { folders, studies } = areas[area];
  return folders
    .flatMap((name) =>
      readdirSync(join(base, name), { recursive: true }).map((file) => join(base, name, file)),
    )
    .filter((path) => path.endsWith(ending) && !studies.test(path));
}

/** Prints the score of an area and what survived. */
function report(area, mutants) {
  const tested = mutants.filter(({ status }) => /Killed|Timeout|Survived|NoCoverage/.test(status));
  const count = (wanted) => tested.filter(({ status }) => status === wanted).length;
  const noticed = count('Killed') + count('Timeout');
  const left = mutants.filter(({ statusReason }) => statusReason === notSampled).length;
  console.log(
    `\n${area}: ${noticed} of ${tested.length} changes noticed, ${((100 * noticed) / tested.length).toFixed(1)}% ` +
      `(${count('Timeout')} by a loop without end); ${count('NoCoverage')} that no test reaches; ${left} not in the sample`,
  );
  for (const mutant of tested) {
    if (/Survived|NoCoverage/.test(mutant.status)) console.log(describeMutant(mutant));
  }
}

function describeMutant({ fileName, location: { start, end }, mutatorName, replacement, status }) {
  const lines = readFileSync(fileName, 'utf8').split('\n');
  const first = lines[start.line - 1];
  const text =
    start.line === end.line ? first.slice(start.column - 1, end.column - 1) : `${first.trim()} …`;
  const place = `${relative(root, fileName)}:${start.line}:${start.column}`;
  const reached = status === 'NoCoverage' ? ' (not reached)' : '';
  return `  ${place} ${mutatorName}${reached}\n    ${text} -> ${replacement}`;
}
