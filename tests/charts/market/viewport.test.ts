import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildDisplayBars, countSeen } from '../../../src/charts/market/candles';
import {
  convertViewport,
  fitViewport,
  followArrivals,
  followNewest,
  isNewestVisible,
  keepTime,
  minSpan,
  panViewport,
  pickReadableInterval,
  toBar,
  toPosition,
  zoomViewport,
} from '../../../src/charts/market/viewport';
import { makeBars } from '../../core/bars/make-bars';

const minute = 60_000;
const view = { start: 400, span: 200 };

const anySeen = fc.integer({ min: 100, max: 5000 });
const anyFactor = fc.double({ min: 0.01, max: 100, noNaN: true });
const anyAnchor = fc.double({ min: 0, max: 1, noNaN: true });

test('following puts the newest candle just inside the right edge', () => {
  const { start, span } = followNewest(1000, 180);
  expect(start + span).toBe(1001);
  expect(span).toBe(180);
});

test('zooming keeps the candle under the anchor where it is', () => {
  const zoomed = zoomViewport(view, 2, 0.25, 1000);
  expect(zoomed.span).toBe(100);
  expect(zoomed.start + 0.25 * zoomed.span).toBe(view.start + 0.25 * view.span);
});

test('zooming at any pointer keeps its candle, unless the edge of history is in the way', () => {
  fc.assert(
    fc.property(anySeen, anyFactor, anyAnchor, (seen, factor, anchor) => {
      const before = { start: seen / 4, span: seen / 2 };
      const after = zoomViewport(before, factor, anchor, seen);
      const under = (of: typeof before) => of.start + anchor * of.span;
      const isFree = after.start > 0 && after.start + after.span < seen;
      if (isFree) expect(under(after)).toBeCloseTo(under(before), 6);
    }),
  );
});

test('zooming stops at the fewest candles and at all of them', () => {
  expect(zoomViewport(view, 1e6, 0.5, 1000).span).toBe(minSpan);
  expect(zoomViewport(view, 1e-6, 0.5, 1000).span).toBe(1001);
});

test('panning never loses the candles from sight', () => {
  const left = panViewport(view, -1e9, 1000);
  const right = panViewport(view, 1e9, 1000);
  expect(left.start + left.span).toBeGreaterThan(0);
  expect(left.start).toBeLessThanOrEqual(0);
  expect(right.start).toBeLessThan(1000);
  expect(right.start).toBeGreaterThan(900);
});

test('panning moves by the candles asked for', () => {
  expect(panViewport(view, -30, 1000)).toEqual({ start: 370, span: 200 });
});

test('whatever is done, some begun candle is visible and the span is within its limits', () => {
  const anyMove = fc.oneof(
    fc.record({ pan: fc.double({ min: -1e5, max: 1e5, noNaN: true }) }),
    fc.record({ factor: anyFactor, anchor: anyAnchor }),
  );
  fc.assert(
    fc.property(anySeen, fc.array(anyMove, { maxLength: 30 }), (seen, moves) => {
      let at = followNewest(seen, Math.min(180, seen + 1));
      for (const move of moves) {
        at =
          'pan' in move
            ? panViewport(at, move.pan, seen)
            : zoomViewport(at, move.factor, move.anchor, seen);
        expect(at.start).toBeLessThan(seen);
        expect(at.start + at.span).toBeGreaterThan(0);
        expect(at.span).toBeGreaterThanOrEqual(minSpan);
        expect(at.span).toBeLessThanOrEqual(seen + 1);
      }
    }),
  );
});

test('a window follows arriving candles only while the newest is visible, and then by as many', () => {
  const anyView = fc.record({
    start: fc.double({ min: -100, max: 5000, noNaN: true }),
    span: fc.double({ min: minSpan, max: 1000, noNaN: true }),
  });
  fc.assert(
    fc.property(anyView, anySeen, fc.nat(500), (before, seen, arrived) => {
      const after = followArrivals(before, seen, seen + arrived);
      expect(after.span).toBe(before.span);
      if (!isNewestVisible(before, seen)) expect(after).toEqual(before);
      else expect(after.start - before.start).toBeCloseTo(arrived, 6);
    }),
  );
});

test('a stretch is shown whole, in its middle', () => {
  expect(fitViewport(100, 300, 1000)).toEqual({ start: 100, span: 200 });
  expect(fitViewport(500, 504, 1000)).toEqual({ start: 492, span: minSpan });
});

test('candles narrower than 2 pixels give way to the next length that is wide enough', () => {
  const intervals = [1, 5, 15, 60].map((minutes) => minutes * minute);
  const pick = (span: number, chosen = 1) =>
    pickReadableInterval(intervals, { span, intervalMs: chosen * minute }, 1000) / minute;
  expect(pick(500)).toBe(1);
  // 501 candles have less than 2 of 1000 pixels each; a fifth as many have 10.
  expect(pick(501)).toBe(5);
  expect(pick(2500)).toBe(5);
  expect(pick(2501)).toBe(15);
  expect(pick(1e6)).toBe(60);
  // Nothing shorter than what was chosen is ever shown.
  expect(pick(30, 15)).toBe(15);
});

test('bars and positions in candles are inverse, over gaps and within a forming candle', () => {
  // Minutes 3 to 11 are missing.
  const bars = makeBars(60, { missing: [3, 4, 5, 6, 7, 8, 9, 10, 11] });
  fc.assert(
    fc.property(
      fc.constantFrom(1, 5, 15),
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      (minutes, playhead, position) => {
        const display = buildDisplayBars(bars, minutes * minute);
        const bar = toBar(display, position, playhead);
        expect(toPosition(display, bar, playhead)).toBeCloseTo(position, 6);
      },
    ),
  );
});

test('longer candles are shown between the same bars, the newest ones at the same edge', () => {
  const bars = makeBars(200);
  const fine = buildDisplayBars(bars, minute);
  const coarse = buildDisplayBars(bars, 15 * minute);
  const playhead = 127;
  const shown = convertViewport({ start: 30, span: playhead - 30 }, fine, coarse, playhead);
  expect(shown.start).toBe(2);
  expect(shown.start + shown.span).toBe(countSeen(coarse, playhead));
});

test('bars that are put before or after keep what is in view in its place', () => {
  const from = buildDisplayBars(makeBars(100), minute);
  const later = buildDisplayBars(makeBars(140), minute);
  expect(keepTime({ start: 20.25, span: 30 }, from, later)).toEqual({ start: 20.25, span: 30 });
});
