import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random';
import { checkExtras, type ExtraVerdict } from '../../../src/core/verdict/leak-check';

const minute = 60_000;

/** A random walk; `reversal` of each step is taken back by the next, as prices between bid and ask do. */
function walk(seed: number, count: number, reversal = 0): Float64Array {
  const random = createRandom(seed);
  let [price, step] = [100, 0];
  return new Float64Array(count).map(() => {
    step = -reversal * step + 0.002 * random.normal();
    price *= Math.exp(step);
    return price;
  });
}

function check(
  close: Float64Array,
  extras: Readonly<Record<string, Float64Array>>,
  horizonBars = 10,
): readonly ExtraVerdict[] {
  const openTime = close.map((_, bar) => bar * minute);
  return checkExtras({ openTime, close, intervalMs: minute, extras }, horizonBars);
}

const flagged = (verdicts: readonly ExtraVerdict[]) =>
  verdicts.filter(({ knows }) => knows !== undefined).map(({ column }) => column);

/** The value of `make` at each bar, NaN where it has none. */
function column(close: Float64Array, make: (bar: number) => number | undefined): Float64Array {
  return close.map((_, bar) => make(bar) ?? NaN);
}

/** Mean of the closes from `before` bars before a bar to `after` bars after it. */
function average(close: Float64Array, before: number, after: number): Float64Array {
  return column(close, (bar) => {
    if (bar < before || bar + after >= close.length) return undefined;
    const window = close.subarray(bar - before, bar + after + 1);
    return window.reduce((sum, value) => sum + value, 0) / window.length;
  });
}

function rsi(close: Float64Array, bars: number): Float64Array {
  let [gain, loss] = [0, 0];
  return column(close, (bar) => {
    if (bar === 0) return undefined;
    const change = close[bar] - close[bar - 1];
    gain += (Math.max(change, 0) - gain) / bars;
    loss += (Math.max(-change, 0) - loss) / bars;
    return (100 * gain) / (gain + loss);
  });
}

function causalColumns(close: Float64Array, seed: number) {
  const random = createRandom(seed + 1000);
  return {
    'one bar late': column(close, (bar) => close[bar - 1]),
    'five bars late': column(close, (bar) => close[bar - 5]),
    'moving average': average(close, 19, 0),
    'long moving average': average(close, 199, 0),
    rsi: rsi(close, 14),
    return: column(close, (bar) => close[bar] / close[bar - 1] - 1),
    noise: column(close, () => random.normal()),
    index: column(close, (bar) => bar),
    'another walk': walk(seed + 2000, close.length),
  };
}

describe('columns that know only the past', () => {
  // At most one dataset in a thousand is; these eighty have none.
  test.each([0, 0.3])('are not flagged, with a reversal of %d from bar to bar', (reversal) => {
    const alarms = Array.from({ length: 40 }, (_, seed) => {
      const close = walk(seed, 500 + 50 * seed, reversal);
      return flagged(check(close, causalColumns(close, seed)));
    });
    expect(alarms.flat()).toEqual([]);
  });

  test('are not flagged at the longest horizon either', () => {
    const close = walk(1, 3000);
    expect(flagged(check(close, causalColumns(close, 1), 240))).toEqual([]);
  });

  test('may be constant, unknown, or as short as the horizon', () => {
    const close = walk(1, 12);
    const extras = { flat: close.map(() => 3), unknown: close.map(() => NaN), close };
    expect(flagged(check(close, extras))).toEqual([]);
  });
});

describe('columns that know the future', () => {
  const make: Readonly<Record<string, (close: Float64Array, noise: () => number) => Float64Array>> =
    {
      'the next close': (close) => column(close, (bar) => close[bar + 1]),
      'the next return and as much noise': (close, noise) =>
        column(close, (bar) => close[bar + 1] / close[bar] - 1 + 0.002 * noise()),
      'minus the next return': (close) => column(close, (bar) => 1 - close[bar + 1] / close[bar]),
      'the return five bars on': (close) =>
        column(close, (bar) => close[bar + 5] / close[bar + 4] - 1),
      'a label': (close) =>
        column(close, (bar) =>
          bar + 10 < close.length ? Number(close[bar + 10] > close[bar]) : NaN,
        ),
      'a centred moving average': (close) => average(close, 5, 5),
      'a long centred moving average': (close) => average(close, 30, 30),
      'the close of four bars, joined on their open time': (close) =>
        column(close, (bar) => close[bar - (bar % 4) + 3]),
      'the close of a day of 24 bars, joined on its open time': (close) =>
        column(close, (bar) => close[bar - (bar % 24) + 23]),
    };

  test.each(Object.entries(make))('%s is flagged', (name, makeColumn) => {
    for (let seed = 1; seed <= 4; seed++) {
      const { normal } = createRandom(seed + 500);
      const close = walk(seed, 3000);
      const extras = { [name]: makeColumn(close, normal), noise: close.map(normal) };
      expect(flagged(check(close, extras))).toEqual([name]);
    }
  });

  test('are told by how often they are right, turned round where they are always wrong', () => {
    const close = walk(1, 1000);
    const [verdict] = check(close, { x: make['minus the next return'](close, () => 0) });
    expect(verdict.knows).toMatchObject({ target: 'bar', lag: 1, rows: 999, right: 999 });
  });
});

test('nothing is compared over a gap', () => {
  const close = walk(1, 2000);
  // Each bar is a stretch of its own, so that no later bar belongs to any.
  const openTime = close.map((_, bar) => 2 * bar * minute);
  const next = column(close, (bar) => close[bar + 1]);
  const bars = { openTime, close, intervalMs: minute, extras: { next } };
  expect(flagged(checkExtras(bars, 10))).toEqual([]);
});

test('progress goes up to the number of columns', () => {
  const close = walk(1, 100);
  const openTime = close.map((_, bar) => bar * minute);
  const steps: number[] = [];
  const bars = { openTime, close, intervalMs: minute, extras: { a: close, b: close } };
  checkExtras(bars, 1, (done) => steps.push(done));
  expect(steps.at(-1)).toBe(2);
  expect(steps).toEqual([...steps].sort());
});

const path = join(import.meta.dirname, '../../../../shared/cases/BTCUSDT-15m.htf-leak.csv');

test.skipIf(!existsSync(path))(
  `the close of the hour in a real file is flagged${existsSync(path) ? '' : ' (skipped: ../shared/cases is absent)'}`,
  () => {
    const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1);
    const values = rows.map((row) => row.split(',').map(Number));
    const take = (at: number) => Float64Array.from(values, (cells) => cells[at]);
    const bars = { openTime: take(0), close: take(4), intervalMs: 15 * minute };
    const [verdict] = checkExtras({ ...bars, extras: { close_1h: take(6) } }, 10);
    expect(verdict.knows).toMatchObject({ target: 'bar', lag: 1, rows: 600, right: 466 });
  },
);
