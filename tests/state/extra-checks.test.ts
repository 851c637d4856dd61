import { expect, test } from 'vitest';
import type { ExtraVerdict } from '../../src/core/verdict/leak-check';
import { ExtraChecks } from '../../src/state/extra-checks.svelte';
import { makeDatasetInfo } from './make-dataset-info';

const dataset = makeDatasetInfo({ id: 'leaky', extras: ['close_1h'] });
const knows = { target: 'bar', lag: 1, rows: 600, right: 466, chance: 0.5, past: 0 } as const;
const verdicts: readonly ExtraVerdict[] = [{ column: 'close_1h', knows }];

/** Checks whose worker answers when the test says. */
function makeChecks() {
  const calls: {
    readonly horizonBars: number;
    readonly report: (done: number, total: number) => void;
    readonly answer: (found: readonly ExtraVerdict[]) => void;
    readonly signal: AbortSignal;
  }[] = [];
  const checks = new ExtraChecks({
    checkExtras: (_id, horizonBars, report, signal) =>
      new Promise((answer, fail) => {
        calls.push({ horizonBars, report, answer, signal });
        signal.addEventListener('abort', () => fail(new DOMException('Cancelled', 'AbortError')));
      }),
  });
  return { checks, calls };
}

test('a dataset is checked once for a horizon, with progress', async () => {
  const { checks, calls } = makeChecks();
  const done = checks.check(dataset, 10);
  void checks.check(dataset, 10);
  expect(calls).toHaveLength(1);
  calls[0].report(1, 2);
  expect(checks.fraction).toBe(0.5);
  expect(checks.isRunning).toBe(true);
  calls[0].answer(verdicts);
  await done;
  expect(checks.isRunning).toBe(false);
  expect(checks.find('leaky', 10)).toEqual(verdicts);
  expect(checks.find('leaky', 20)).toBeUndefined();
});

test('another horizon ends the check under way', async () => {
  const { checks, calls } = makeChecks();
  const first = checks.check(dataset, 10);
  const second = checks.check(dataset, 20);
  expect(calls[0].signal.aborted).toBe(true);
  calls[1].answer(verdicts);
  await Promise.all([first, second]);
  expect(checks.find('leaky', 20)).toEqual(verdicts);
  expect(checks.failure).toBeUndefined();
});

test('a dataset without extra columns is not checked', async () => {
  const { checks, calls } = makeChecks();
  await checks.check(makeDatasetInfo({ id: 'plain', extras: [] }), 10);
  expect(calls).toEqual([]);
});

test('a failure is said', async () => {
  const checks = new ExtraChecks({ checkExtras: () => Promise.reject(new Error('damaged')) });
  await checks.check(dataset, 10);
  expect(checks.failure).toBe('damaged');
  expect(checks.isRunning).toBe(false);
});

test('what a person allows is allowed until they lock it again, for that dataset alone', () => {
  const { checks } = makeChecks();
  checks.allow('leaky', 'close_1h', true);
  expect(checks.isAllowed('leaky', 'close_1h')).toBe(true);
  expect(checks.isAllowed('other', 'close_1h')).toBe(false);
  checks.allow('leaky', 'close_1h', false);
  expect(checks.isAllowed('leaky', 'close_1h')).toBe(false);
});

test('columns may be features once checked: those without knowledge of the future, and allowed ones', async () => {
  const { checks, calls } = makeChecks();
  const both = makeDatasetInfo({ id: 'two', extras: ['mood', 'close_1h'] });
  const done = checks.check(both, 10);
  expect(checks.listUsable(both, 10)).toEqual([]);
  calls[0].answer([...verdicts, { column: 'mood' }]);
  await done;
  expect(checks.listUsable(both, 10)).toEqual(['mood']);
  expect(checks.listUsable(both, 20)).toEqual([]);
  checks.allow('two', 'close_1h', true);
  expect(checks.listUsable(both, 10)).toEqual(['mood', 'close_1h']);
  checks.allow('two', 'close_1h', false);
});

test('whoever asks again while a check is under way waits for it', async () => {
  const { checks, calls } = makeChecks();
  void checks.check(dataset, 10);
  let isThrough = false;
  const again = checks.check(dataset, 10).then(() => (isThrough = true));
  await Promise.resolve();
  expect(isThrough).toBe(false);
  calls[0].answer(verdicts);
  await again;
  expect(checks.find('leaky', 10)).toEqual(verdicts);
});
