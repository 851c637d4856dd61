import {
  concat,
  customGrad,
  dispose,
  slice,
  type Scalar,
  type Tensor,
  tensor2d,
  type Tensor2D,
  tensor3d,
  type Tensor3D,
  tidy,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  computeLogits,
  joinParameters,
  type Network,
  weightsFromNamed,
  weightsToNamed,
} from '../../../models/network';
import { weightedCrossEntropy } from '../../../models/ops/loss';
import { relativeError } from '../../../models/self-test';
import {
  applyGradient,
  disposeTraining,
  extractWeights,
  startTraining,
} from '../../../models/training-step';
import type { ModelSpec, NamedWeights } from '../../../src/core/models/model-kind';
import lstm from '../../fixtures/lstm.json';
import transformer from '../../fixtures/transformer.json';
import { startNodeBackend } from '../start-backend';

type GoldenArrays = Readonly<Record<string, readonly number[] | readonly number[][]>>;

/** A network with one logit for every bar from the first on, computed by PyTorch. */
interface Golden {
  readonly x: number[][][];
  readonly labels: number[][];
  readonly logits: number[][];
  readonly loss: number;
  readonly weights: GoldenArrays;
  readonly gradients: GoldenArrays;
  readonly adamw_losses: number[];
}

const cases = [
  {
    golden: lstm,
    specFor: (bars: number) => ({ kind: 'lstm', steps: bars, units: 6, dropout: 0 }),
    longest: 24,
    rename: (name: string) => name,
  },
  {
    golden: transformer,
    specFor: (bars: number) => {
      const sizes = { heads: 2, headWidth: 4, blocks: 1, dropout: 0 };
      return { kind: 'transformer', window: bars, ...sizes };
    },
    longest: 6,
    rename: (name: string) => (/^(inp|head)/.test(name) ? name : `blocks.0.${name}`),
  },
];

/**
 * The logits of all bars: the network itself reads full windows alone, so each bar is asked for with a window
 * of the bars that there are, at most `longest`.
 */
function computeFromFirstBar(
  network: Network,
  x: Tensor3D,
  longest: number,
  specFor: (bars: number) => ModelSpec,
): Tensor2D {
  const [batch, time, inputs] = x.shape;
  const logits = Array.from({ length: time }, (_, bar) => {
    const bars = Math.min(bar + 1, longest);
    const rows = slice(x, [0, bar + 1 - bars, 0], [batch, bars, inputs]);
    return computeLogits({ ...network, spec: specFor(bars) }, rows);
  });
  return joinBars(logits);
}

/** `[batch, bar]` of one column for each bar. */
function joinBars(columns: readonly Tensor2D[]): Tensor2D {
  return customGrad(() => ({
    value: concat([...columns], 1),
    gradFunc: (dy: Tensor) => columns.map((column, at) => slice(dy, [0, at], [column.shape[0], 1])),
  }))(...columns) as Tensor2D;
}

function toNamed(arrays: GoldenArrays, rename: (name: string) => string): NamedWeights {
  return Object.entries(arrays).map(([name, rows]) => ({
    name: rename(name),
    shape: Array.isArray(rows[0]) ? [rows.length, rows[0].length] : [rows.length],
    values: Float32Array.from(rows.flat()),
  }));
}

describe.each(cases)('$golden.note', ({ golden, specFor, longest, rename }) => {
  it.each(['cpu', 'wasm'] as const)(
    'agrees with PyTorch on %s: logits, loss, all gradients and five AdamW steps within 1e-4',
    async (backend) => {
      await startNodeBackend(backend);
      const {
        x,
        labels,
        logits,
        loss,
        weights,
        gradients,
        adamw_losses: losses,
      } = golden as Golden;
      const inputs = x[0][0].length;
      const rows = tensor3d(x);
      const y = tensor2d(labels);
      const ones = tensor2d(labels.map((row) => row.map(() => 1)));
      const network = weightsFromNamed(specFor(longest), inputs, toNamed(weights, rename));
      const differentiate = ({ tensors, ...rest }: Network) =>
        valueAndGrads((...given: Tensor[]) =>
          weightedCrossEntropy(
            computeFromFirstBar({ ...rest, tensors: given }, rows, longest, specFor),
            y,
            ones,
          ),
        )([...tensors]);

      const forward = tidy(() => computeFromFirstBar(network, rows, longest, specFor));
      expect(relativeError(await forward.data(), logits.flat())).toBeLessThan(1e-4);
      const first = differentiate(network);
      expect(relativeError(await first.value.data(), [loss])).toBeLessThan(1e-4);
      const expected = new Map(toNamed(gradients, rename).map((array) => [array.name, array]));
      for (const { name, shape, values } of await weightsToNamed({
        ...network,
        tensors: first.grads,
      })) {
        expect(shape).toEqual(expected.get(name)?.shape);
        expect([name, relativeError(values, expected.get(name)?.values ?? []) < 1e-4]).toEqual([
          name,
          true,
        ]);
      }

      let state = startTraining(network, 0.01);
      for (const wanted of losses) {
        const { value, grads: slopes } = differentiate(extractWeights(state));
        expect(relativeError(await (value as Scalar).data(), [wanted])).toBeLessThan(1e-4);
        const gradient = joinParameters(slopes);
        state = applyGradient(state, gradient, { learningRate: 0.01, clipNorm: 0.5 });
      }
      disposeTraining(state);
      dispose([rows, y, ones, forward]);
    },
  );
});
