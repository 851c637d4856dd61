import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DatasetInfo } from '../../src/core/library';
import { choose } from '../../src/core/trading/choice';
import type { EngineState } from '../../src/core/trading/engine';
import { createEngine, stepThrough } from '../../src/core/trading/engine';
import type { ExitRule } from '../../src/core/trading/exits/exit-rule';
import { isTradingSettings, putExit } from '../../src/core/trading/settings';
import { TradingChoices } from '../../src/state/trading-choices.svelte';
import ExitFields from '../../src/ui/views/simulate/ExitFields.svelte';
import {
  exitsAfter,
  makeBars,
  minuteMs,
  plainSettings,
  readProbabilities,
  runEngine,
} from '../core/trading/engine-scenario';
import { makeModel } from '../storage/make-records';
import { readText, renderMarkup } from '../ui/views/live/render';
import { stopExit } from './stop-exit';
import { stubStorage } from './stub-storage';

// docs/EXTENDING.md, "An exit rule": one file, and this line.
vi.mock('../../src/core/trading/exits/list', async (original) => {
  const { exitRules } = await original<{ exitRules: readonly ExitRule[] }>();
  const { stopExit: added } = await import('./stop-exit');
  return { exitRules: [...exitRules, added] };
});

beforeEach(stubStorage);
afterEach(() => {
  vi.unstubAllGlobals();
});

const exits = putExit(exitsAfter(10), choose(stopExit, { lossBps: 200 }));
const settings = { ...plainSettings, exits };

test('the form has a switch for it, and its field while it is on', () => {
  const show = (shown: typeof exits) =>
    readText(renderMarkup(ExitFields as never, { exits: shown, horizonBars: 10, onChange: exits }));
  expect(show(exitsAfter(10))).toContain('Stop at close');
  expect(show(exitsAfter(10))).not.toContain('Stop (bps)');
  expect(show(exits)).toContain('Stop (bps)');
});

test('settings that name it are allowed, and survive a reload', () => {
  expect(isTradingSettings(settings)).toBe(true);
  expect(isTradingSettings({ ...settings, exits: [...exits].reverse() })).toBe(false);
  const [dataset, model] = [{ id: 'a' } as DatasetInfo, makeModel('a')];
  new TradingChoices().set(dataset, model, { exits });
  expect(new TradingChoices().settingsFor(dataset, model).exits).toEqual(exits);
});

test('an engine closes by it at the next open, and the trade says so', () => {
  // Entered at 100; the close of bar 2 is 97, the next bar opens at 95.
  const bars = makeBars([100, 101, 97, 96, 95, 95]);
  const { trades } = runEngine(bars, readProbabilities('L.....'), settings);
  expect(trades).toMatchObject([
    { entryIndex: 1, entryPrice: 100, exitIndex: 3, exitPrice: 95, exitReason: 'stop-at-close' },
  ]);
  expect(trades[0]).not.toHaveProperty('leaving');
});

test('an exit that it has ordered survives JSON', () => {
  const bars = makeBars([100, 101, 97, 96, 95, 95]);
  const probability = readProbabilities('L.....');
  let state = createEngine(settings, minuteMs);
  for (let index = 0; index < 6; index++) {
    state = JSON.parse(JSON.stringify(state)) as EngineState;
    stepThrough(state, bars, probability, { start: index, end: index + 1 });
  }
  expect(state).toEqual(runEngine(bars, probability, settings));
});
