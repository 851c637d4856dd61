import { describe, expect, test } from 'vitest';
import { type Bars, viewBars } from '../../../src/core/bars/bars';
import { buildDataset } from '../../../src/core/dataset/build-dataset';
import type { Dataset } from '../../../src/core/dataset/dataset';
import { placeSplit } from '../../../src/core/dataset/splits';
import { planWalkForward } from '../../../src/core/dataset/walk-forward';
import { keepLabels } from '../../../src/core/out-of-sample';
import { createRandom } from '../../../src/core/random';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import {
  type BaselineFold,
  type BaselineResult,
  runBaselines,
} from '../../../src/core/verdict/baselines';
import { minuteMs, startMs } from '../../live/walk';

const horizonBars = 5;

/** Prices that give back `pull` of their last five-bar move, bar by bar. */
function makeMarket(pull: number, seed = 1): Bars {
  const random = createRandom(seed);
  const count = 40_000;
  const logs = [0];
  for (let bar = 1; bar < count; bar++) {
    const moved = logs[bar - 1] - (logs[bar - 6] ?? 0);
    logs.push(logs[bar - 1] - pull * moved + 0.001 * random.normal());
  }
  const close = Float64Array.from(logs, (log) => 100 * Math.exp(log));
  const open = Float64Array.from(close, (value, bar) => close[bar - 1] ?? value);
  return {
    intervalMs: minuteMs,
    openTime: Float64Array.from(close, (_, bar) => startMs + bar * minuteMs),
    open,
    high: close.map((value, bar) => Math.max(value, open[bar])),
    low: close.map((value, bar) => Math.min(value, open[bar])),
    close,
    volume: new Float64Array(count).fill(1),
  };
}

test('a walk-forward asks for each once, and fits each anew', () => {
  const bars = makeMarket(0.1);
  const folds = planWalkForward(bars.openTime, {
    mode: 'rolling',
    trainDays: 18,
    validationDays: 3,
    testDays: 4,
    stepDays: 4,
    lookAheadBars: horizonBars,
  });
  const asked: number[] = [];
  function* list(): Generator<BaselineFold> {
    for (const [at, fold] of folds.entries()) {
      asked.push(at);
      const split = placeSplit(fold);
      const known = viewBars(bars, { start: 0, end: fold.window.end });
      const dataset = buildDataset(known, { horizonBars, receptiveField: 1, split });
      // What comes after its validation block is not there to be fitted on.
      const learned = { bars: known, dataset: forget(dataset, split.test.bars.start), split };
      yield { learned, tests: fold.tests.map((block) => block.bars), tested: dataset };
    }
  }
  const random = createRandom(9);
  const { labels } = buildDataset(bars, { horizonBars, receptiveField: 1 });
  const tests = folds.flatMap((fold) => fold.tests);
  const probability = new Float32Array(labels.length).fill(NaN);
  for (const { start, end } of tests.map((block) => block.bars)) {
    for (let bar = start; bar < end; bar++) probability[bar] = 0.45 + 0.1 * random.uniform();
  }
  const results = runBaselines({
    folds: list(),
    bars,
    labels: keepLabels(
      labels,
      tests.map((block) => block.labels),
    ),
    probability,
    horizonBars,
    settings: { ...defaultTradingSettings, feeBps: 0, slippageBps: 0 },
  });
  expect(folds.length).toBeGreaterThan(1);
  expect(asked).toEqual([...folds.keys()]);
  const logistic = results.find(({ name }) => name === 'logistic');
  expect(logistic?.auc?.value).toBeGreaterThan(0.55);
  expect(logistic?.difference?.value).toBeLessThan(-0.05);
});

/** Sets all values and labels from a bar on to what would spoil a fit. */
function forget(dataset: Dataset, from: number): Dataset {
  const width = dataset.features.length;
  return {
    ...dataset,
    values: dataset.values.map((value, at) => (at < from * width ? value : 8)),
    labels: dataset.labels.map((label, bar) => (bar < from ? label : 1)),
  };
}

function compareAll(bars: Bars): Readonly<Record<string, BaselineResult>> {
  const dataset = buildDataset(bars, { horizonBars, receptiveField: 1 });
  const { test: block } = dataset.split;
  const random = createRandom(9);
  const results = runBaselines({
    folds: [
      {
        learned: { bars, dataset, split: dataset.split },
        tests: [block.bars],
        tested: dataset,
      },
    ],
    bars,
    labels: dataset.labels.map((label, bar) =>
      bar >= block.labels.start && bar < block.labels.end ? label : 255,
    ),
    // A model that knows nothing.
    probability: Float32Array.from(dataset.labels, (_, bar) =>
      bar < block.bars.start ? NaN : 0.45 + 0.1 * random.uniform(),
    ),
    horizonBars,
    settings: { ...defaultTradingSettings, feeBps: 0, slippageBps: 0 },
  });
  return Object.fromEntries(results.map((result) => [result.name, result]));
}

describe('in a market that gives back its moves', () => {
  const found = compareAll(makeMarket(0.1));

  test('reversal, the best feature and logistic regressions rank, and the model does not', () => {
    for (const name of ['last-sign', 'reversal', 'best-feature', 'logistic', 'logistic-lags']) {
      expect(found[name].auc?.value).toBeGreaterThan(0.55);
      expect(found[name].skill).toBeGreaterThan(0);
    }
    expect(found.logistic.difference?.value).toBeLessThan(-0.05);
    expect(found.model.auc?.value).toBeCloseTo(0.5, 1);
    expect(found.model.skill).toBeLessThan(0);
  });

  test('what ranks earns where trading is free', () => {
    expect(found['logistic-lags'].trades).toBeGreaterThan(100);
    expect(found['logistic-lags'].pnlFraction).toBeGreaterThan(0);
  });

  test('what says the same of every bar ranks nothing and has no skill', () => {
    const { majority } = found;
    expect(majority.auc).toBeUndefined();
    expect(majority.skill).toBeCloseTo(0, 6);
    expect(majority.trades).toBe(0);
    expect(majority.accuracy).toBeGreaterThan(0.45);
  });

  test('random entries trade as often as the model, and earn about nothing', () => {
    expect(found['random-entry'].trades).toBe(found.model.trades);
    expect(found.model.trades).toBeGreaterThan(100);
    expect(Math.abs(found['random-entry'].pnlFraction)).toBeLessThan(0.01);
  });
});

test('on noise no baseline trades much or has skill to speak of', () => {
  const found = compareAll(makeMarket(0, 2));
  for (const name of ['last-sign', 'reversal', 'best-feature', 'logistic', 'logistic-lags']) {
    expect(Math.abs(found[name].skill)).toBeLessThan(0.005);
  }
});

test('by hand: buy and hold pays the costs at both ends', () => {
  const bars = makeMarket(0);
  const found = compareAll(bars);
  const start = Math.round(40_000 * 0.85);
  expect(found['buy-and-hold'].pnlFraction).toBeCloseTo(
    bars.close[39_999] / bars.open[start] - 1,
    12,
  );
});
