import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEngine, stepThrough } from '../../../src/core/trading/engine';
import { defaultFeatures } from '../../../src/core/features/compute';
import type { PaperAccount } from '../../../src/core/trading/paper-account';
import { openPaperAccount } from '../../../src/live/paper/account';
import { isTooLate } from '../../../src/live/market/exchange-time';
import { createLivePredictor } from '../../../src/core/models/predictor';
import { readRecording, type Recording, writeLine } from '../../../src/live/recording/recording';
import { replayRecording } from '../../../src/live/recording/replay';
import type { SessionModel } from '../../../src/live/paper/predictions';
import { exitsAfter, plainSettings, thresholdsAt } from '../../core/trading/engine-scenario';
import { noFaults, simulateExchange, type Simulation } from '../market/simulated-exchange';
import { makeWeights, minuteMs, toBars } from '../walk';

const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 1, dropout: 0 };
const features = defaultFeatures(toBars(simulateExchange(1, 1, noFaults).bars));

function makeModel(id: string): SessionModel {
  return {
    id,
    spec,
    features,
    scaler: { mean: features.map(() => 0), deviation: features.map(() => 0.01) },
    calibration: { temperature: 0.9, bias: 0.01 },
    weights: makeWeights(spec, features.length, id.length),
  };
}

const models = [makeModel('champion'), makeModel('challengers')];

function makeAccount(modelId: string, createdAt: number): PaperAccount {
  const settings = { ...plainSettings, strategy: thresholdsAt(0.51, 0.49), exits: exitsAfter(4) };
  const common = { symbol: 'BTCUSDT', isFilledAtBest: false, createdAt, settings };
  return { id: modelId, name: modelId, modelId, role: 'champion', ...common };
}

/** A recording of a session with these models, which come as its first inputs. */
function record(simulation: Simulation, seed: number, brought = models): Recording {
  const [{ at }] = simulation.inputs;
  const added = brought.map((model) => ({ kind: 'model', at, model }) as const);
  const inputs = [...added, ...simulation.inputs];
  const accounts = models.map(({ id }) => openPaperAccount(makeAccount(id, at), minuteMs));
  const session = { symbols: ['BTCUSDT'], intervalMs: minuteMs, historyBars: 50, seed };
  const watch = { BTCUSDT: 'champion' };
  const format = 'tabquant-recording' as const;
  return {
    header: { format, version: 3, session, watch, accounts },
    inputs,
    footer: { kind: 'end', at, inputs: inputs.length, bars: 0, trades: {} },
  };
}

const write = ({ header, inputs, footer }: Recording): string =>
  [header, ...inputs, footer].map(writeLine).join('');

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
      const { trades } = replayRecording(record(simulation, seed));
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
  const again = readRecording(write(recording));
  const first = replayRecording(recording);
  expect(JSON.stringify(replayRecording(again))).toBe(JSON.stringify(first));
  expect(first.trades.champion.length).toBeGreaterThan(3);
});

test('a recording brings its models along, weights to the last bit', () => {
  const recording = record(simulateExchange(11, 60, faults), 11);
  const { inputs } = readRecording(write(recording));
  expect(inputs.slice(0, 2)).toEqual(recording.inputs.slice(0, 2));
});

test('an account whose model could not be loaded traded without one, and does so again', () => {
  const { trades } = replayRecording(record(simulateExchange(11, 60, faults), 11, []));
  expect(trades).toEqual({ champion: [], challengers: [] });
});

test('progress is told in characters of the text and in inputs of the run', () => {
  const text = write(record(simulateExchange(11, 60, noFaults), 11));
  const read: number[] = [];
  const recording = readRecording(text, (done, total) => read.push(done / total));
  expect(read.length).toBeGreaterThan(0);
  expect(Math.max(...read)).toBeLessThanOrEqual(1);
  const run: number[] = [];
  replayRecording(recording, (done, total) => run.push(done / total));
  expect(run[0]).toBe(0);
  expect(run.length).toBeGreaterThan(1);
});
