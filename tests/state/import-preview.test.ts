import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ImportPreview, noDecisions } from '../../src/core/import';
import { ImportPreviewState } from '../../src/state/import-preview.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const files = [new File(['x'], 'a.csv')];
const empty: ImportPreview = { series: [], conflicts: 0, badRows: 0 };

/** Counting whose worker answers when the test says; `calls` are those that it got. */
function makeCounting() {
  const calls: {
    signal: AbortSignal;
    onEvent: Parameters<ConstructorParameters<typeof ImportPreviewState>[0]['previewImport']>[2];
    answer: (preview: ImportPreview) => void;
    fail: (error: Error) => void;
  }[] = [];
  const counting = new ImportPreviewState({
    previewImport: (_files, _decisions, onEvent, signal) =>
      new Promise((answer, fail) => {
        calls.push({ signal, onEvent, answer, fail });
        signal.addEventListener('abort', () => fail(new DOMException('Cancelled', 'AbortError')));
      }),
  });
  return { counting, calls };
}

test('a choice that changes at once is counted only as it is in the end', async () => {
  const { counting, calls } = makeCounting();
  for (let turn = 0; turn < 5; turn++) counting.request(files, noDecisions);
  expect(counting.progress).toEqual({ file: 'a.csv', fraction: NaN });
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toHaveLength(1);
  calls[0].onEvent({ kind: 'parsing', file: 'a.csv', done: 1, total: 4 });
  expect(counting.progress).toEqual({ file: 'a.csv', fraction: 0.25 });
  calls[0].answer({ ...empty, conflicts: 7 });
  await vi.advanceTimersByTimeAsync(0);
  expect(counting.progress).toBeUndefined();
  expect(counting.current?.conflicts).toBe(7);
});

test('a later choice ends the count under way, whose answer is not shown', async () => {
  const { counting, calls } = makeCounting();
  counting.request(files, noDecisions);
  await vi.advanceTimersByTimeAsync(1000);
  counting.request(files, noDecisions);
  expect(calls[0].signal.aborted).toBe(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(counting.current).toBeUndefined();
  calls[1].answer({ ...empty, badRows: 3 });
  await vi.advanceTimersByTimeAsync(0);
  expect(counting.current?.badRows).toBe(3);
});

test('what was counted stays in sight while the next choice is counted, and goes in the end', async () => {
  const { counting, calls } = makeCounting();
  counting.request(files, noDecisions);
  await vi.advanceTimersByTimeAsync(1000);
  calls[0].answer({ ...empty, badRows: 3 });
  await vi.advanceTimersByTimeAsync(0);
  counting.request(files, noDecisions);
  expect(counting.current?.badRows).toBe(3);
  counting.stop();
  expect(counting.current).toBeUndefined();
  expect(counting.progress).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toHaveLength(1);
});

test('a worker that fails is said in the place of the bars', async () => {
  const { counting, calls } = makeCounting();
  counting.request(files, noDecisions);
  await vi.advanceTimersByTimeAsync(1000);
  calls[0].fail(new Error('The worker stopped'));
  await vi.advanceTimersByTimeAsync(0);
  expect(counting.current).toEqual({ ...empty, problem: 'The worker stopped' });
});
