import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine, stepThrough } from '../../../src/core/trading/engine';
import { defaultFeatures } from '../../../src/core/features/compute';
import type { PaperAccount } from '../../../src/core/trading/paper-account';
import { openPaperAccount } from '../../../src/live/paper/trade-account';
import { isTooLate } from '../../../src/live/market/exchange-time';
import { createLivePredictor } from '../../../src/core/models/predictor';
import {
  readRecording,
  type Recording,
  type RecordingFooter,
  writeRecording,
} from '../../../src/live/recording/recording';
import { replayRecording } from '../../../src/live/recording/replay';
import type { DeskModel } from '../../../src/live/paper/trading';
import { plainSettings } from '../../core/trading/engine-scenario';
import { noFaults, simulateExchange, type Simulation } from '../market/simulated-exchange';
import { makeWeights, minuteMs, toBars } from '../walk';

const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 1, dropout: 0 };
const features = defaultFeatures(toBars(simulateExchange(1, 1, noFaults).bars));

function makeModel(id: string): DeskModel {
  return {
    id,
    spec,
    features,
    scaler: { mean: features.map(() => 0), deviation: features.map(() => 0.01) },
    weights: makeWeights(spec, features.length, id.length),
  };
}

const models = [makeModel('champion'), makeModel('challengers')];

function makeAccount(modelId: string, createdAt: number): PaperAccount {
  const settings = { ...plainSettings, thresholds: { long: 0.51, short: 0.49 }, holdBars: 4 };
  const common = { symbol: 'BTCUSDT', isFilledAtBest: false, createdAt, settings };
  return { id: modelId, name: modelId, modelId, role: 'champion', ...common };
}

function record({ inputs }: Simulation, seed: number): Recording {
  const accounts = models.map(({ id }) =>
    openPaperAccount(makeAccount(id, inputs[0].at), minuteMs),
  );
  const session = { symbols: ['BTCUSDT'], intervalMs: minuteMs, historyBars: 50, seed };
  const watch = { BTCUSDT: 'champion' };
  const format = 'tabquant-recording' as const;
  return { header: { format, version: 1, session, watch, accounts }, inputs };
}

const faults = {
  lose: 0.1,
  duplicate: 0.1,
  delay: 0.05,
  malform: 0.05,
  drop: 0.1,
  halfOpen: 0.05,
  fetchFails: 0.1,
  refuse: 0.1,
  correct: 0,
};

/** Open times of the bars that were known too late for an order. */
function findLate(effects: Simulation['effects']): ReadonlySet<number> {
  const late = new Set<number>();
  for (const effect of effects) {
    if (effect.kind === 'closed' && isTooLate(effect.lagMs, minuteMs))
      late.add(effect.bar.openTime);
  }
  return late;
}

test('a session full of faults trades as a backtest of the same bars, without an opinion on late ones', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 });
  fc.assert(
    fc.property(seeds, (seed) => {
      const simulation = simulateExchange(seed, 80, faults);
      const { bars, inputs, effects } = simulation;
      const late = findLate(effects);
      const { trades } = replayRecording(record(simulation, seed), models);
      for (const model of models) {
        const predictor = createLivePredictor(model, minuteMs);
        const probability = bars.map((bar) => {
          const opinion = predictor.push(bar);
          return late.has(bar.openTime) ? NaN : opinion;
        });
        const start = bars.findIndex((bar) => bar.openTime + minuteMs > inputs[0].at);
        const engine = createEngine(makeAccount(model.id, 0).settings, minuteMs);
        // The engine numbers bars from its first.
        const live = toBars(bars.slice(start));
        stepThrough(engine, live, probability.slice(start), { start: 0, end: bars.length - start });
        expect(trades[model.id]).toEqual(engine.trades);
      }
      expect(trades.champion.length).toBeGreaterThan(3);
    }),
    { numRuns: 6 },
  );
});

test('a recording that went through its text runs to the same accounts, byte for byte', () => {
  const recording = record(simulateExchange(11, 60, faults), 11);
  const again = readRecording(writeRecording(recording));
  const first = replayRecording(recording, models);
  expect(JSON.stringify(replayRecording(again, models))).toBe(JSON.stringify(first));
  expect(first.trades.champion.length).toBeGreaterThan(3);
});

test('a recording brings its models along since version 2, weights to the last bit', () => {
  const old = record(simulateExchange(11, 60, faults), 11);
  const at = old.inputs[0].at;
  const added = models.map((model) => ({ kind: 'model', at, model }) as const);
  const footer = { kind: 'end', at, inputs: added.length + old.inputs.length, bars: 0, trades: {} };
  const text = writeRecording({
    header: { ...old.header, version: 2 },
    inputs: [...added, ...old.inputs],
    footer: footer as RecordingFooter,
  });
  const { inputs } = readRecording(text);
  expect(inputs.slice(0, 2)).toEqual(added);
  const expected = replayRecording(old, models);
  expect(JSON.stringify(replayRecording(readRecording(text)))).toBe(JSON.stringify(expected));
});

test('an account whose model could not be loaded traded without one, and does so again', () => {
  const old = record(simulateExchange(11, 60, faults), 11);
  const { trades } = replayRecording({ ...old, header: { ...old.header, version: 2 } });
  expect(trades).toEqual({ champion: [], challengers: [] });
});

test('progress is told in characters of the text and in inputs of the run', () => {
  const text = writeRecording(record(simulateExchange(11, 60, noFaults), 11));
  const read: number[] = [];
  const recording = readRecording(text, (done, total) => read.push(done / total));
  expect(read.length).toBeGreaterThan(0);
  expect(Math.max(...read)).toBeLessThanOrEqual(1);
  const run: number[] = [];
  replayRecording(recording, models, (done, total) => run.push(done / total));
  expect(run[0]).toBe(0);
  expect(run.length).toBeGreaterThan(1);
});

test('a recording of version 1 names the models that it needs and that are not here', () => {
  const text = writeRecording(record(simulateExchange(2, 3, noFaults), 2));
  expect(() => replayRecording(readRecording(text), [models[0]])).toThrow(/challengers/);
});
