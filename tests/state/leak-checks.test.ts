import { expect, test } from 'vitest';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import type { LeakReport } from '../../src/core/verdict/leaks/pipeline';
import { LeakChecks } from '../../src/state/leak-checks.svelte';
import { decideNothing } from '../workers/decide-nothing';

const request = { datasetId: 'd', modelId: 'm', settings: defaultTradingSettings };
const report: LeakReport = { findings: [], checked: { bars: 40, comparisons: 900, stages: [] } };

/** Checks whose worker answers when the test says. */
function makeChecks() {
  const calls: {
    readonly report: (done: number, total: number) => void;
    readonly answer: (found: LeakReport) => void;
    readonly fail: (error: unknown) => void;
    readonly signal: AbortSignal;
  }[] = [];
  const checks = new LeakChecks(
    {
      checkLeaks: (_request, onProgress, _decide, signal) =>
        new Promise((answer, fail) => {
          calls.push({ report: onProgress, answer, fail, signal });
          signal.addEventListener('abort', () => fail(new DOMException('Cancelled', 'AbortError')));
        }),
    },
    decideNothing,
  );
  return { checks, calls };
}

test('a model is checked once over a dataset, with progress', async () => {
  const { checks, calls } = makeChecks();
  expect(checks.statusOf(request)).toEqual({ kind: 'unchecked' });
  const done = checks.check(request);
  void checks.check(request);
  calls[0].report(1, 4);
  expect(checks.statusOf(request)).toEqual({ kind: 'running', fraction: 0.25 });
  calls[0].answer(report);
  await done;
  await checks.check(request);
  expect(calls).toHaveLength(1);
  expect(checks.statusOf(request)).toEqual({ kind: 'done', report });
  expect(checks.statusOf({ ...request, datasetId: 'other' })).toEqual({ kind: 'unchecked' });
});

test('a cancelled check can be asked for again', async () => {
  const { checks, calls } = makeChecks();
  const first = checks.check(request);
  checks.cancel();
  await first;
  expect(calls[0].signal.aborted).toBe(true);
  expect(checks.statusOf(request)).toEqual({ kind: 'unchecked' });
  const second = checks.check(request);
  calls[1].answer(report);
  await second;
  expect(checks.statusOf(request).kind).toBe('done');
});

test('another model ends the check under way', async () => {
  const { checks, calls } = makeChecks();
  const first = checks.check(request);
  const second = checks.check({ ...request, modelId: 'other' });
  calls[1].answer(report);
  await Promise.all([first, second]);
  expect(checks.statusOf(request)).toEqual({ kind: 'unchecked' });
  expect(checks.statusOf({ ...request, modelId: 'other' })).toEqual({ kind: 'done', report });
});

test('a failure is said, and the check can be tried again', async () => {
  const { checks, calls } = makeChecks();
  const first = checks.check(request);
  calls[0].fail(new Error('the dataset is gone'));
  await first;
  expect(checks.statusOf(request)).toEqual({ kind: 'failed', message: 'the dataset is gone' });
  void checks.check(request);
  expect(calls).toHaveLength(2);
});
