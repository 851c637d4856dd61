import { expect, test, vi } from 'vitest';
import { runAbortable } from '../../src/client/worker-handle';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import { FoldModels } from '../../src/state/fold-models.svelte';
import type { FoldsFindings } from '../../workers/api/evaluate';

const request = {
  datasetId: 'd',
  studyId: 's',
  settings: defaultTradingSettings,
  backend: 'auto',
} as const;
const other = { ...request, settings: { ...defaultTradingSettings, feeBps: 1 } };
const findings: FoldsFindings = { count: 3, importance: [], autopsy: [] };

/** Models that answer when the test says. */
function makeModels() {
  let answer: (found: FoldsFindings) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const answering = new Promise<FoldsFindings>((resolve, reject) => {
    [answer, fail] = [resolve, reject];
  });
  const ask = vi.fn<ConstructorParameters<typeof FoldModels>[0] & object>(
    (_request, onProgress, signal) => {
      onProgress(1, 4);
      return runAbortable(signal, () => undefined, answering);
    },
  );
  return { models: new FoldModels(ask), ask, answer, fail };
}

test('models are asked once, with progress, and their answer is that of these settings', async () => {
  const { models, ask, answer } = makeModels();
  expect([models.isAsking, models.find(request)]).toEqual([false, undefined]);
  const answered = models.ask(request);
  void models.ask(other);
  expect([models.isAsking, models.fraction]).toEqual([true, 0.25]);
  answer(findings);
  await answered;
  expect(ask).toHaveBeenCalledTimes(1);
  expect([models.isAsking, models.find(request)]).toEqual([false, findings]);
  expect(models.find(other)).toBeUndefined();
});

test('a question that is cancelled has no answer and no failure', async () => {
  const { models } = makeModels();
  const answered = models.ask(request);
  models.cancel();
  await answered;
  expect([models.isAsking, models.find(request), models.failureOf(request)]).toEqual([
    false,
    undefined,
    undefined,
  ]);
});

test('why they could not be asked is said of this walk-forward alone', async () => {
  const { models, fail } = makeModels();
  const answered = models.ask(request);
  fail(new Error('Its models were not kept.'));
  await answered;
  expect(models.failureOf(request)).toBe('Its models were not kept.');
  expect(models.failureOf(other)).toBeUndefined();
});
