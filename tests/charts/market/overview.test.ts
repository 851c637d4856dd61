import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findGrip, moveEdges, placeWindow } from '../../../src/charts/market/overview';

test('a window lies in the strip as in the history, and can always be seen', () => {
  expect(placeWindow({ from: 250, to: 500 }, 1000, 400)).toEqual({ from: 100, to: 200 });
  // 180 of a million bars are 0.07 pixels.
  const { from, to } = placeWindow({ from: 500_000, to: 500_180 }, 1_000_000, 400);
  expect(to - from).toBeCloseTo(6, 6);
});

test('a press takes the edge that is near, the window between, and nothing beside it', () => {
  const place = { from: 100, to: 200 };
  expect(findGrip(95, place, 7)).toBe('from');
  expect(findGrip(104, place, 7)).toBe('from');
  expect(findGrip(150, place, 7)).toBe('window');
  expect(findGrip(205, place, 7)).toBe('to');
  expect(findGrip(220, place, 7)).toBeNull();
});

test('the middle of a narrow window moves it', () => {
  expect(findGrip(103, { from: 100, to: 106 }, 7)).toBe('window');
});

test('moving an edge never turns the window around', () => {
  const anyGrip = fc.constantFrom('from' as const, 'to' as const, 'window' as const);
  const anyMove = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(anyGrip, anyMove, (grip, bars) => {
      const { from, to } = moveEdges({ from: 100, to: 300 }, grip, bars);
      expect(to - from).toBeGreaterThanOrEqual(1 - 1e-6);
      if (grip === 'window') expect(to - from).toBeCloseTo(200, 6);
    }),
  );
});
