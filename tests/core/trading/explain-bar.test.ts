import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeFeatures, defaultFeatures } from '../../../src/core/features/compute';
import {
  explainBar as startExplainBar,
  readModelInput,
} from '../../../src/core/trading/explain-bar';
import type { TradingSettings } from '../../../src/core/trading/settings';
import { toBars, makeWalk } from '../../live/walk';
import {
  exitsAfter,
  makeBars,
  minuteMs,
  plainSettings,
  readProbabilities,
  runEngine,
  startTime,
  thresholdsAt,
} from './engine-scenario';
import { finishAs } from '../finish-steps';

const explainBar = finishAs(startExplainBar);

/** Explains bar `at` of a market whose closes are 101, 102, ...; `letters` as in `readProbabilities`. */
function explain(
  letters: string,
  at: number,
  { until = letters.length, gapsBefore = [] as number[], ...change }: Options = {},
) {
  const bars = makeBars(
    [...letters].map((_, index) => 101 + index),
    gapsBefore,
  );
  const settings = { ...plainSettings, ...change };
  const range = { start: 0, end: letters.length };
  return explainBar({ bars, probability: readProbabilities(letters), range, settings }, at, until);
}
type Options = Partial<TradingSettings> & { until?: number; gapsBefore?: number[] };

describe('why there was no trade', () => {
  test('neutral: the probability is between the thresholds, or there is none', () => {
    expect(explain('..?.', 1)).toMatchObject({
      index: 1,
      time: startTime + 2 * minuteMs,
      price: 102,
      signal: 'NEUTRAL',
      probability: 0.5,
      outcome: { kind: 'neutral' },
    });
    expect(explain('..?.', 2)).toMatchObject({ probability: NaN, outcome: { kind: 'neutral' } });
  });

  test('filtered: a probability of 0.8 over a threshold of 0.7 has a confidence of a third', () => {
    const strategy = thresholdsAt(0.7, 0.3);
    const filtered = explain('.L..', 1, { strategy, minConfidence: 0.34 });
    expect(filtered).toMatchObject({ signal: 'LONG', outcome: { kind: 'filtered' } });
    expect(filtered.confidence).toBeCloseTo(1 / 3, 12); // (0.8 - 0.7) / (1 - 0.7)
    expect(explain('.L..', 1, { strategy, minConfidence: 0.33 }).outcome.kind).toBe('open');
  });

  test('busy: the one position that is allowed is open', () => {
    const busy = explain('L.L...', 2);
    expect(busy.outcome).toEqual({ kind: 'busy' });
    expect(busy.positions).toMatchObject([{ side: 1, entryIndex: 1 }]);
  });

  test('pending: nothing more is known before the next bar', () => {
    expect(explain('.L..', 1, { until: 2 }).outcome).toEqual({ kind: 'pending' });
  });

  test('an order that waits is followed however many signals come after it', () => {
    // Closes rise by 1 from 101: a limit of 10% below the close of bar 1, 102, is never reached; one at the close is not traded through.
    const order = { kind: 'limit', bps: 1000, bars: 40 };
    const letters = `.${'L'.repeat(60)}`;
    expect(explain(letters, 1, { order, until: 41 }).outcome).toEqual({ kind: 'pending' });
    expect(explain(letters, 1, { order }).outcome).toEqual({ kind: 'limit-not-reached' });
  });

  test('taken back: an opposite signal comes while the order waits', () => {
    const order = { kind: 'limit', bps: 1000, bars: 40 };
    expect(explain('.L..S....', 1, { order }).outcome).toEqual({ kind: 'taken-back' });
  });

  test('side off: the settings open no position of this side', () => {
    expect(explain('.S...', 1, { sides: 'long' }).outcome).toEqual({ kind: 'side-off' });
  });

  test('gap: bars are missing before the fill', () => {
    expect(explain('.L...', 1, { gapsBefore: [2] }).outcome).toEqual({ kind: 'gap' });
  });

  test('no cash: the account was lost before', () => {
    // Short at 102 with ten times the capital, which 10% more costs; the close of bar 3 is twice that.
    const bars = makeBars([101, 102, 102, 230, 230, 230, 230, 230]);
    const settings = {
      ...plainSettings,
      sizing: { kind: 'fixed', fraction: 10 },
      maxLeverage: 10,
      exits: exitsAfter(2),
    };
    const run = {
      bars,
      probability: readProbabilities('.S..L...'),
      range: { start: 0, end: 8 },
      settings,
    };
    expect(explainBar(run, 4, 8).outcome).toEqual({ kind: 'no-cash' });
  });
});

describe('what became of a trade', () => {
  test('open as long as it is, then closed by its rule', () => {
    const open = explain('.L......', 1, { until: 4 });
    expect(open.outcome).toMatchObject({ kind: 'open', position: { entryIndex: 2, side: 1 } });
    const closed = explain('.L......', 1);
    // Bought at the open of bar 2, 102, and sold at that of bar 5, 105: $1,000 / 102 x 3.
    expect(closed.outcome).toMatchObject({
      kind: 'closed',
      trade: { entryIndex: 2, exitIndex: 5, exitReason: 'hold' },
    });
    if (closed.outcome.kind !== 'closed') return;
    expect(closed.outcome.trade.pnl).toBeCloseTo((1000 / 102) * 3, 9);
  });

  test('a bar says what was opened and closed at it', () => {
    expect(explain('.L......', 2)).toMatchObject({ entries: [{ signalIndex: 1 }], exits: [] });
    expect(explain('.L......', 5)).toMatchObject({ entries: [], exits: [{ signalIndex: 1 }] });
  });
});

test('bars that are not replayed cannot be explained', () => {
  expect(() => explain('....', 2, { until: 2 })).toThrow('bar must be from 0 to 1, was 2');
  expect(() => explain('....', 4)).toThrow('bar must be from 0 to 3, was 4');
});

test('every trade of a run is what its signal is explained by, and no other bar claims one', () => {
  const letters = fc.string({
    unit: fc.constantFrom('L', 'S', '.', '?'),
    minLength: 5,
    maxLength: 60,
  });
  fc.assert(
    fc.property(letters, fc.integer({ min: 1, max: 3 }), (text, maxPositions) => {
      const bars = makeBars([...text].map((_, index) => 100 + 10 * Math.sin(index)));
      const probability = readProbabilities(text);
      const settings = { ...plainSettings, maxPositions };
      const range = { start: 0, end: text.length };
      const { trades } = runEngine(bars, probability, settings);
      const told = [...text].flatMap((_, index) => {
        const run = { bars, probability, range, settings };
        const { outcome } = explainBar(run, index, text.length);
        return outcome.kind === 'closed' ? [outcome.trade] : [];
      });
      const bySignal = (a: { signalIndex: number }, b: { signalIndex: number }) =>
        a.signalIndex - b.signalIndex;
      expect(told.sort(bySignal)).toEqual([...trades].sort(bySignal));
    }),
    { numRuns: 40 },
  );
});

test('what the model read at a bar is what is computed over all bars', () => {
  const bars = toBars(makeWalk(300));
  const features = defaultFeatures(bars);
  const { columns } = computeFeatures(bars, features);
  const scaler = { mean: features.map(() => 0.001), deviation: features.map(() => 0.5) };
  const model = { features, scaler, training: { receptiveField: 20 } };
  for (const index of [30, 150, 299]) {
    const input = readModelInput(bars, model, index);
    // The longest look-back is 60 bars: the first feature row is at bar 60, the 20th at bar 79.
    expect(input).toMatchObject({ neededBars: 80, unbrokenBars: Math.min(80, index + 1) });
    input.features.forEach(({ name, value, scaled, meaning }, at) => {
      expect(name).toBe(features[at]);
      expect(meaning).toBeDefined();
      const expected = columns[at][index];
      if (Number.isNaN(expected)) {
        expect([value, scaled]).toEqual([NaN, NaN]);
        return;
      }
      expect(value).toBeCloseTo(expected, 9);
      expect(scaled).toBeCloseTo(Math.min(8, Math.max(-8, (expected - 0.001) / 0.5)), 8);
    });
  }
});

test('bars are counted from the last gap on', () => {
  const bars = makeBars([1, 2, 3, 4, 5], [2]);
  const model = {
    features: [],
    scaler: { mean: [], deviation: [] },
    training: { receptiveField: 9 },
  };
  const counts = [0, 1, 2, 3, 4].map((index) => readModelInput(bars, model, index).unbrokenBars);
  expect(counts).toEqual([1, 2, 1, 2, 3]);
});
