import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findGrip, moveEdges, placeGrips, placeWindow } from '../../../src/charts/market/overview';

test('a window lies in the strip as in the history, and can always be seen', () => {
  expect(placeWindow({ from: 250, to: 500 }, 1000, 400)).toEqual({ from: 100, to: 200 });
  // 180 of a million bars are 0.07 pixels.
  const { from, to } = placeWindow({ from: 500_000, to: 500_180 }, 1_000_000, 400);
  expect(to - from).toBeCloseTo(6, 6);
});

test('a press takes the edge that is near, the window between, and nothing beside it', () => {
  // From 88 to 112, to 188, and to 212.
  const places = placeGrips({ from: 100, to: 200 }, 400);
  expect(findGrip(87, places)).toBeNull();
  expect(findGrip(95, places)).toBe('from');
  expect(findGrip(104, places)).toBe('from');
  expect(findGrip(150, places)).toBe('window');
  expect(findGrip(205, places)).toBe('to');
  expect(findGrip(220, places)).toBeNull();
});

test('the middle of a narrow window moves it, and its edges are taken from outside', () => {
  // 24 pixels about 103, and 24 on either side.
  const places = placeGrips({ from: 100, to: 106 }, 400);
  expect(findGrip(103, places)).toBe('window');
  expect(findGrip(90, places)).toBe('from');
  expect(findGrip(116, places)).toBe('to');
});

test('whatever the window, each grip is 24 pixels wide at least, within the strip and beside the others', () => {
  const anyFraction = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(anyFraction, anyFraction, fc.integer({ min: 72, max: 2000 }), (a, b, width) => {
      const [from, to] = [Math.min(a, b) * width, Math.max(a, b) * width];
      const places = placeGrips({ from, to }, width);
      let end = 0;
      for (const grip of ['from', 'window', 'to'] as const) {
        expect(places[grip].width).toBeGreaterThanOrEqual(24);
        expect(places[grip].left).toBeGreaterThanOrEqual(end - 1e-9);
        end = places[grip].left + places[grip].width;
      }
      expect(end).toBeLessThanOrEqual(width + 1e-9);
    }),
  );
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
