import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Router } from '../../src/state/router.svelte';

/** The address of a page, whose event of a change comes when `tell` is called. */
function makePage(hash: string) {
  const listeners: (() => void)[] = [];
  const location = { hash };
  const replaced: string[] = [];
  vi.stubGlobal('location', location);
  vi.stubGlobal('addEventListener', (_: string, listener: () => void) => listeners.push(listener));
  vi.stubGlobal('history', {
    replaceState(_state: unknown, _title: string, next: string) {
      location.hash = next;
      replaced.push(next);
    },
  });
  const tell = () => listeners.forEach((listener) => listener());
  return { location, replaced, tell };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the hash names a view, and says more of it after a question mark', () => {
  const { location, tell } = makePage('#/simulate?feeBps=5&exits=hold,stop');
  const router = new Router();
  expect([router.current, String(router.query)]).toEqual([
    'simulate',
    'feeBps=5&exits=hold%2Cstop',
  ]);
  location.hash = '#/train';
  tell();
  expect([router.current, String(router.query)]).toEqual(['train', '']);
  location.hash = '#/nowhere?feeBps=5';
  tell();
  expect(router.current).toBe('data');
});

test('what a view says of itself is written at once, then when it has settled, in place of the entry of the history', () => {
  const { replaced } = makePage('#/simulate');
  const router = new Router();
  const fees = Array.from({ length: 20 }, (_, at) => at + 1);
  for (const fee of fees) {
    router.describe('simulate', `feeBps=${fee}`);
    vi.advanceTimersByTime(50);
  }
  // A slider that is dragged changes it more often than a browser allows.
  const first = fees.slice(0, 8).map((fee) => `#/simulate?feeBps=${fee}`);
  expect(replaced).toEqual(first);
  vi.advanceTimersByTime(1000);
  expect(replaced).toEqual([...first, '#/simulate?feeBps=20']);
  router.describe('simulate', '');
  vi.advanceTimersByTime(1000);
  expect(replaced.at(-1)).toBe('#/simulate');
  // A person opened no other address, so there is nothing to be read.
  expect(String(router.query)).toBe('');
});

test('whoever has left the view, though the event is yet to come, stays where they went', () => {
  const { location, replaced } = makePage('#/simulate');
  const router = new Router();
  router.describe('simulate', 'feeBps=3');
  location.hash = '#/evaluate';
  router.describe('simulate', 'feeBps=4');
  vi.advanceTimersByTime(1000);
  expect([location.hash, replaced]).toEqual(['#/evaluate', ['#/simulate?feeBps=3']]);
});
