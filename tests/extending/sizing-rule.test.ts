import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DatasetInfo } from '../../src/core/library';
import { choose } from '../../src/core/trading/choice';
import { isTradingSettings } from '../../src/core/trading/settings';
import type { SizingRule } from '../../src/core/trading/sizing/sizing-rule';
import { TradingChoices } from '../../src/state/trading-choices.svelte';
import SizingPanel from '../../src/ui/views/simulate/SizingPanel.svelte';
import {
  exitsAfter,
  makeBars,
  plainSettings,
  readProbabilities,
  runEngine,
} from '../core/trading/engine-scenario';
import { makeModel } from '../storage/make-records';
import { readText, renderMarkup } from '../ui/views/live/render';
import { equitySizing } from './equity-sizing';
import { stubStorage } from './stub-storage';

// docs/EXTENDING.md, "A sizing rule": one file, and this line.
vi.mock('../../src/core/trading/sizing/list', async (original) => {
  const { sizingRules } = await original<{ sizingRules: readonly SizingRule[] }>();
  const { equitySizing: added } = await import('./equity-sizing');
  return { sizingRules: [...sizingRules, added] };
});

beforeEach(stubStorage);
afterEach(() => {
  vi.unstubAllGlobals();
});

const settings = { ...plainSettings, sizing: choose(equitySizing, { fraction: 0.25 }) };

test('the form offers it, with its field in percent', () => {
  const props = { settings, kellyFraction: NaN, onChange: () => undefined };
  const markup = renderMarkup(SizingPanel as never, props);
  expect(markup).toMatch(/<option value="equity"[^>]* selected[^>]*>Part of equity/);
  expect(markup).toMatch(/aria-valuemin="1" aria-valuemax="100" aria-valuenow="25"/);
  expect(readText(markup)).toContain('Not used with part of equity.');
});

test('settings that name it are allowed within its limits, and survive a reload', () => {
  const { sizing } = settings;
  expect(isTradingSettings(settings)).toBe(true);
  expect(isTradingSettings({ ...settings, sizing: { ...sizing, fraction: 2 } })).toBe(false);
  const [dataset, model] = [{ id: 'a' } as DatasetInfo, makeModel('a')];
  new TradingChoices().set(dataset, model, { sizing });
  expect(new TradingChoices().settingsFor(dataset, model).sizing).toEqual(sizing);
});

test('an engine sizes by it', () => {
  const bars = makeBars([100, 101, 201, 202, 203, 204]);
  const probability = readProbabilities('L.L...');
  const { trades, positions } = runEngine(bars, probability, { ...settings, exits: exitsAfter(1) });
  expect(trades[0].quantity).toBeCloseTo(2500 / 100, 12);
  const later = trades[1] ?? positions[0];
  // 25 units that were bought at 100 and sold at 200 made $2,500.
  expect(later.quantity * later.entryPrice).toBeCloseTo(0.25 * 12_500, 8);
});
