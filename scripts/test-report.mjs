import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './run-command.mjs';

/**
 * Reads the JSON report of Vitest or Playwright: counts, and each test that ran with its name and seconds, and whether it
 * passed only when it ran again. A report that cannot be read counts as one failure.
 */
export function readTestReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    return 'testResults' in report ? readVitest(report) : readPlaywright(report);
  } catch {
    return { passed: 0, failed: 1, skipped: 0, tests: [] };
  }
}

function readVitest({ numPassedTests, numFailedTests, numPendingTests, testResults }) {
  const tests = testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ title, duration = 0 }) => ({
      name: `${relative(root, file)}: ${title}`,
      isFlaky: false,
      seconds: duration / 1000,
    })),
  );
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests, tests };
}

function readPlaywright({ stats, suites }) {
  const listSpecs = ({ specs = [], suites: inner = [] }) => [...specs, ...inner.flatMap(listSpecs)];
  const tests = suites.flatMap(listSpecs).flatMap(({ file, title, tests: runs }) =>
    runs.map(({ status, results }) => ({
      name: `tests/e2e/${file}: ${title}`,
      isFlaky: status === 'flaky',
      seconds: results.reduce((sum, { duration }) => sum + duration, 0) / 1000,
    })),
  );
  const { expected, flaky, unexpected, skipped } = stats;
  return { passed: expected + flaky, failed: unexpected, skipped, tests };
}
