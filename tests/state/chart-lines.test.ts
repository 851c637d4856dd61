import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChartLines } from '../../src/state/chart-lines.svelte';

const stored = new Map<string, string>();
beforeEach(() => {
  undo = undefined;
  stored.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
});
let undo: (() => void) | undefined;
const makeLines = () => new ChartLines({ offerUndo: (_text, putBack) => void (undo = putBack) });

afterEach(() => void vi.unstubAllGlobals());

test('lines are kept for each series over a reload', () => {
  const lines = makeLines();
  lines.set('one', [42_000, 43_500.5]);
  lines.set('two', [1]);
  lines.set('two', []);
  const later = makeLines();
  expect(later.of('one')).toEqual([42_000, 43_500.5]);
  expect(later.of('two')).toEqual([]);
});

test('what is stored and cannot be a price is not used', () => {
  stored.set('tabquant.chart-lines', JSON.stringify({ one: [-5] }));
  expect(makeLines().of('one')).toEqual([]);
});

test('a line that is deleted can be had back; one that is moved or added offers nothing', () => {
  const lines = makeLines();
  lines.set('one', [1, 2]);
  lines.set('one', [1, 3]);
  expect(undo).toBeUndefined();
  lines.set('one', [3]);
  undo?.();
  expect(lines.of('one')).toEqual([1, 3]);
});
