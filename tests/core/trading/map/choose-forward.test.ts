import { describe, expect, test } from 'vitest';
import type { Bars } from '../../../../src/core/bars/bars';
import { createRandom } from '../../../../src/core/random';
import { findBestCell } from '../../../../src/core/trading/map/best-cell';
import { chooseForward } from '../../../../src/core/trading/map/choose-forward';
import { layOutMap, mapSettings } from '../../../../src/core/trading/map/map-settings';
import { defaultTradingSettings } from '../../../../src/core/trading/settings';
import { createSweep } from '../../../../src/core/trading/sweep/sweep';

const hourMs = 3_600_000;
const dayBars = 24;
const start = Date.UTC(2024, 0, 1);

/** Hours of a random walk, and probabilities that know the next bar with a little noise while `isKnown` says so. */
function makeHistory(days: number, isKnown: (bar: number) => boolean = () => true) {
  const random = createRandom(3);
  const count = days * dayBars;
  const close = new Float64Array(count);
  let price = 100;
  for (let bar = 0; bar < count; bar++) close[bar] = price *= Math.exp(0.004 * random.normal());
  const open = close.map((_, bar) => close[bar - 1] ?? 100);
  const bars: Bars = {
    intervalMs: hourMs,
    openTime: close.map((_, bar) => start + bar * hourMs),
    open,
    high: close.map((value, bar) => Math.max(value, open[bar])),
    low: close.map((value, bar) => Math.min(value, open[bar])),
    close,
    volume: close.map(() => 1),
  };
  const probability = close.map((value, bar) => {
    const next = close[bar + 1] ?? value;
    const known = isKnown(bar) ? Math.sign(next - value) : -Math.sign(next - value);
    return 0.5 + 0.04 * known + 0.03 * random.normal();
  });
  return { bars, probability, range: { start: 0, end: count } };
}

const settings = {
  ...defaultTradingSettings,
  feeBps: 0,
  exits: [{ kind: 'hold', bars: 1 }],
};
const grid = layOutMap({
  settings,
  x: { path: 'strategy.long', from: 0.5, to: 0.58, steps: 5 },
  y: { path: 'strategy.short', from: 0.42, to: 0.5, steps: 5 },
});

describe('the choice of a cell on the past', () => {
  test('takes for each block the best cell of all bars before it, and trades it there', () => {
    const history = makeHistory(30);
    const found = chooseForward(history, grid, 'pnl', 0);
    // 30 days in six blocks of five; the first one is only chosen on.
    expect(found?.blocks.map(({ from }) => (from - start) / 86_400_000)).toEqual([
      5, 10, 15, 20, 25,
    ]);
    found?.blocks.forEach(({ cell }, at) => {
      const past = { start: 0, end: (at + 1) * 5 * dayBars };
      const map = mapSettings({ ...history, range: past }, grid);
      expect(cell).toBe(findBestCell(map, 'pnl', grid.xs.length)?.cell);
    });
    const { record } = found?.chosen ?? {};
    expect(record?.bars).toBe(25 * dayBars);
    expect(record?.trades).toBeGreaterThan(50);
    const earned = found?.blocks.reduce((sum, { pnl }) => sum + pnl, 0);
    expect((record?.equity ?? NaN) - settings.capital).toBeCloseTo(earned ?? NaN, 8);
    expect(earned).toBeGreaterThan(0);
  });

  test('does not know the block that it trades: changing what comes after changes nothing before', () => {
    const history = makeHistory(24);
    const changed = makeHistory(24, (bar) => bar < 12 * dayBars);
    const [one, other] = [history, changed].map((each) => chooseForward(each, grid, 'pnl', 0));
    // Blocks of four days: the third one begins on day 12, so it is chosen on the same past.
    expect(one?.blocks.slice(0, 3).map(({ cell }) => cell)).toEqual(
      other?.blocks.slice(0, 3).map(({ cell }) => cell),
    );
    expect(one?.blocks.slice(0, 2)).toEqual(other?.blocks.slice(0, 2));
    expect(one?.blocks[2].pnl).not.toBe(other?.blocks[2].pnl);
  });

  test('stands beside the best cell on the same bars, which trades without a break', () => {
    const history = makeHistory(30);
    const best = findBestCell(mapSettings(history, grid), 'pnl', grid.xs.length)?.cell ?? 0;
    const found = chooseForward(history, grid, 'pnl', best);
    const range = { start: 5 * dayBars, end: 30 * dayBars };
    const cell = grid.cells[best] ?? settings;
    expect(found?.best.record).toEqual(createSweep({ ...history, range }).run(cell));
    expect(found?.time.length).toBe(25 * dayBars);
    expect(found?.best.equity.at(-1)).toBe(found?.best.record.equity);
    expect(found?.chosen.equity.at(-1)).toBe(found?.chosen.record.equity);
  });

  test('trades nothing where no cell has ten trades yet, and is none below four days', () => {
    const found = chooseForward(
      makeHistory(12),
      { ...grid, cells: grid.cells.map(() => undefined) },
      'pnl',
      0,
    );
    expect(found?.chosen.record).toMatchObject({ trades: 0, equity: settings.capital, bars: 240 });
    expect(found?.blocks.every(({ cell, pnl }) => cell === undefined && pnl === 0)).toBe(true);
    expect(chooseForward(makeHistory(3), grid, 'pnl', 0)).toBeUndefined();
  });
});
