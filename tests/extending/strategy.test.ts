import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { choose } from '../../src/core/trading/choice';
import { findThresholds } from '../../src/core/trading/rules';
import { isTradingSettings } from '../../src/core/trading/settings';
import type { Strategy } from '../../src/core/trading/strategies/strategy';
import { probabilityThresholds } from '../../src/core/trading/strategies/thresholds';
import { TradingChoices } from '../../src/state/trading-choices.svelte';
import SignalCard from '../../src/ui/views/simulate/SignalCard.svelte';
import StrategyPanel from '../../src/ui/views/simulate/StrategyPanel.svelte';
import { exitsAfter, makeBars, plainSettings, runEngine } from '../core/trading/engine-scenario';
import { makeModel } from '../storage/make-records';
import { readText, renderMarkup } from '../ui/views/live/render';
import { candleStrategy } from './candle-strategy';
import { stubStorage } from './stub-storage';

// docs/EXTENDING.md, "A strategy": one file, and this line.
vi.mock('../../src/core/trading/strategies/list', async (original) => {
  const { strategies } = await original<{ strategies: readonly Strategy[] }>();
  const { candleStrategy: added } = await import('./candle-strategy');
  return { strategies: [...strategies, added] };
});

beforeEach(stubStorage);
afterEach(() => {
  vi.unstubAllGlobals();
});

test('the form offers it, with its field', () => {
  const choices = new TradingChoices();
  choices.strategy = candleStrategy;
  const markup = renderMarkup(StrategyPanel as never, { choices, onChange: () => undefined });
  expect(markup).toMatch(/<option value="candle"[^>]* selected[^>]*>Candle/);
  expect(readText(markup)).toContain('Min move (bps)');
  expect(markup).toMatch(/aria-valuemin="1" aria-valuemax="500" aria-valuenow="50"/);
});

test('what was chosen survives a reload, and each strategy keeps its own values', () => {
  const before = new TradingChoices();
  before.preset = 'aggressive';
  before.strategy = candleStrategy;
  before.custom = { minMoveBps: 80 };
  const after = new TradingChoices();
  const settings = after.settingsFor({ id: 'a' }, makeModel('a'));
  expect(settings.strategy).toEqual({ kind: 'candle', minMoveBps: 80 });
  expect(after.preset).toBe('');
  after.strategy = probabilityThresholds;
  expect(after.preset).toBe('aggressive');
});

test('settings that name it are allowed within its limits', () => {
  const allowed = (minMoveBps: number) =>
    isTradingSettings({ ...plainSettings, strategy: choose(candleStrategy, { minMoveBps }) });
  expect([allowed(1), allowed(500), allowed(0), allowed(501)]).toEqual([true, true, false, false]);
});

test('an engine trades by it, without a model', () => {
  // Each bar opens a dollar below its close: 100 bps at 100, 50 bps at 200.
  const bars = makeBars([200, 200, 100, 200, 200, 200]);
  const strategy = choose(candleStrategy, { minMoveBps: 90 });
  const settings = { ...plainSettings, strategy, exits: exitsAfter(2) };
  const { trades } = runEngine(bars, [], settings);
  expect(trades).toMatchObject([{ side: 1, signalIndex: 2, entryIndex: 3, exitIndex: 5 }]);
  expect(trades[0].confidence).toBeCloseTo(100 / 99 / 1.8, 12);
});

test('it marks no thresholds, and the signal shows none', () => {
  const settings = { ...plainSettings, strategy: choose(candleStrategy) };
  const thresholds = findThresholds(settings);
  expect(thresholds).toBeUndefined();
  const markup = renderMarkup(SignalCard as never, { now: undefined, priceChange: 0, thresholds });
  expect(readText(markup)).not.toMatch(/long|short/);
});
