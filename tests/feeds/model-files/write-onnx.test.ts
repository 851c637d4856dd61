import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, test } from 'vitest';
import { scaledLimit } from '../../../src/core/dataset/scaler';
import { writeOnnx } from '../../../src/feeds/model-files/onnx/write-onnx';
import { calibrate, squash } from '../../../src/core/models/calibration';
import { joinSpecs } from '../../../src/core/models/ensemble';
import { modelKinds } from '../../../src/core/models/list';
import type { ModelSpec } from '../../../src/core/models/model-kind';
import type { PredictorModel } from '../../../src/core/models/predictor';
import { defaultSpec, hasGradient, receptiveField } from '../../../src/core/models/spec';
import { createStreaming } from '../../../src/core/models/streaming/create-streaming';
import { createRandom } from '../../../src/core/random';
import { makeModelWeights } from './make-model-weights';

const inputs = 5;
const random = createRandom(3);
const draw = (): number => 2 * random.uniform() - 1;

/** A model of a kind with random weights; its scaler has means far from 0, so that float32 inputs would be too coarse. */
function makeModel(spec: ModelSpec): PredictorModel {
  const columns = Array.from({ length: inputs }, (_, at) => at);
  return {
    spec,
    features: columns.map((at) => `feature ${at}`),
    scaler: {
      mean: columns.map((at) => 1000 * at),
      deviation: columns.map((at) => 0.01 * (1 + at)),
    },
    calibration: { temperature: 1.7, bias: -0.2 },
    weights: makeModelWeights(spec, inputs),
  };
}

/** Unscaled features of a walk, `[bar, feature]`; some are clipped. */
function makeRows({ scaler }: PredictorModel, bars: number): number[][] {
  return Array.from({ length: bars }, () =>
    scaler.mean.map((mean, at) => mean + scaler.deviation[at] * 9 * draw()),
  );
}

function predictByBar(model: PredictorModel, rows: readonly number[][]): number[] {
  const network = createStreaming(model.spec, inputs, model.weights);
  return rows.map((row) => {
    const scaled = row.map((value, at) => {
      const score = (value - model.scaler.mean[at]) / model.scaler.deviation[at];
      return Math.min(scaledLimit, Math.max(-scaledLimit, score));
    });
    return calibrate(squash(network.push(Float32Array.from(scaled))), model.calibration);
  });
}

const small: Readonly<Record<string, ModelSpec>> = {
  tcn: { kind: 'tcn', width: 6, kernel: 3, blocks: 3, dropout: 0.1 },
  'tcn as wide as its inputs': { kind: 'tcn', width: inputs, kernel: 2, blocks: 1, dropout: 0 },
  logistic: { kind: 'logistic', bars: 4 },
  lstm: { kind: 'lstm', steps: 7, units: 6, dropout: 0 },
  transformer: { kind: 'transformer', window: 5, heads: 2, headWidth: 3, blocks: 2, dropout: 0 },
  windowed: { kind: 'windowed', width: 6, kernel: 3, blocks: 3, window: 7 },
  'windowed as wide as its inputs': {
    kind: 'windowed',
    width: inputs,
    kernel: 2,
    blocks: 2,
    window: 9,
  },
  'ensemble of different reach': joinSpecs([
    { kind: 'lstm', steps: 7, units: 4, dropout: 0 },
    { kind: 'tcn', width: 4, kernel: 3, blocks: 2, dropout: 0 },
    { kind: 'logistic', bars: 2 },
  ]),
};

describe('a model as ONNX', () => {
  beforeAll(() => {
    ort.env.wasm.numThreads = 1;
  });

  const defaults = modelKinds
    .map((kind) => defaultSpec(kind))
    .filter((spec) => hasGradient(spec))
    .map((spec) => [`${spec.kind} by default`, spec] as const);

  test.each([...Object.entries(small), ...defaults])(
    'gives the same probabilities within 1e-5: %s',
    async (_, spec) => {
      const model = makeModel(spec);
      const bars = receptiveField(spec);
      const batch = 3;
      const rows = makeRows(model, bars + batch - 1);
      const windows = Array.from({ length: batch }, (_none, at) =>
        rows.slice(at, at + bars).flat(),
      );
      const session = await ort.InferenceSession.create(writeOnnx(model, { symbol: 'BTCUSDT' }));
      const shape = [batch, bars, inputs];
      const features = new ort.Tensor('float64', Float64Array.from(windows.flat()), shape);
      const { probability } = await session.run({ features });
      expect(probability.dims).toEqual([batch]);
      const expected = predictByBar(model, rows).slice(bars - 1);
      expect(new Set(expected.map((p) => p.toFixed(4))).size).toBeGreaterThan(1);
      [...(probability.data as Float32Array)].forEach((p, at) =>
        expect(Math.abs(p - expected[at])).toBeLessThan(1e-5),
      );
    },
  );

  test('of values that are not clipped gives the same', async () => {
    const clipped = makeModel(small.windowed);
    const model = { ...clipped, scaler: { ...clipped.scaler, isClipped: false as const } };
    const rows = makeRows(model, 7);
    const session = await ort.InferenceSession.create(writeOnnx(model, {}));
    const features = new ort.Tensor('float64', Float64Array.from(rows.flat()), [1, 7, inputs]);
    const { probability } = await session.run({ features });
    const network = createStreaming(model.spec, inputs, model.weights);
    const logits = rows.map((row) => {
      const { mean, deviation } = model.scaler;
      const scaled = row.map((value, at) => (value - mean[at]) / deviation[at]);
      return network.push(Float32Array.from(scaled));
    });
    const expected = calibrate(squash(logits[6]), model.calibration);
    expect(Math.abs((probability.data as Float32Array)[0] - expected)).toBeLessThan(1e-5);
  });

  test('of a kind that is no network is refused by name', () => {
    const model = makeModel({ kind: 'logistic', bars: 1 });
    const trees = { ...model, spec: { kind: 'trees' } };
    expect(() => writeOnnx(trees, {})).toThrow('trees cannot be written as ONNX');
  });
});
