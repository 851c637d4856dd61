import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChartLines } from '../../src/state/chart-lines.svelte';

const stored = new Map<string, string>();
beforeEach(() => {
  stored.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
});
afterEach(() => void vi.unstubAllGlobals());

test('lines are kept for each series over a reload', () => {
  const lines = new ChartLines();
  lines.set('one', [42_000, 43_500.5]);
  lines.set('two', [1]);
  lines.set('two', []);
  const later = new ChartLines();
  expect(later.of('one')).toEqual([42_000, 43_500.5]);
  expect(later.of('two')).toEqual([]);
});

test('what is stored and cannot be a price is not used', () => {
  stored.set('tabquant.chart-lines', JSON.stringify({ one: [-5] }));
  expect(new ChartLines().of('one')).toEqual([]);
});
