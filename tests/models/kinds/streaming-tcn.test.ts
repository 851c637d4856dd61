import { createStreaming, receptiveField } from '../../../src/core/models/spec';
import { tensor3d, tidy } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { computeLogits, createNetwork, weightsToNamed } from '../../../models/network';
import { defaultTcnSpec, type TcnSpec } from '../../../src/core/models/tcn';
import { createRandom } from '../../../src/core/random';
import { startNodeBackend } from '../start-backend';

const specs: fc.Arbitrary<TcnSpec> = fc.record({
  kind: fc.constant('tcn' as const),
  width: fc.integer({ min: 1, max: 13 }),
  kernel: fc.integer({ min: 1, max: 5 }),
  blocks: fc.integer({ min: 1, max: 4 }),
  dropout: fc.constant(0.1),
});

/** Rows of noise, `[row, feature]`. */
function drawRows(rows: number, inputs: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * inputs }, () => random.normal());
}

/** Logits of the rows after the first full window, all at once. */
async function predictBatch(
  weights: ReturnType<typeof createNetwork>,
  rows: Float32Array,
  inputs: number,
): Promise<ArrayLike<number>> {
  const logits = tidy(() =>
    computeLogits(weights, tensor3d(rows, [1, rows.length / inputs, inputs])),
  );
  return logits.data();
}

function rowAt(rows: Float32Array, inputs: number, at: number): Float32Array {
  return rows.subarray(at * inputs, (at + 1) * inputs);
}

describe('createStreaming', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it('gives the logit of the batch at every bar, on both sides of a gap, within 1e-5', async () => {
    await fc.assert(
      fc.asyncProperty(
        specs,
        fc.integer({ min: 1, max: 11 }),
        fc.integer(),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 }),
        async (spec, inputs, seed, extraRows) => {
          const field = receptiveField(spec);
          const weights = createNetwork(spec, inputs, createRandom(seed));
          const stream = createStreaming(spec, inputs, await weightsToNamed(weights));
          for (const [run, extra] of extraRows.entries()) {
            const count = field - 1 + extra;
            const rows = drawRows(count, inputs, seed + run);
            const batch = await predictBatch(weights, rows, inputs);
            stream.reset();
            for (let at = 0; at < count; at++) {
              const logit = stream.push(rowAt(rows, inputs, at));
              if (at < field - 1) expect(logit).toBeNaN();
              else expect(Math.abs(logit - batch[at - field + 1])).toBeLessThan(1e-5);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('agrees with the batch for the default network', async () => {
    const weights = createNetwork(defaultTcnSpec, 9, createRandom(1));
    const stream = createStreaming(defaultTcnSpec, 9, await weightsToNamed(weights));
    const rows = drawRows(400, 9, 2);
    const batch = await predictBatch(weights, rows, 9);
    const logits = Array.from({ length: 400 }, (_, at) => stream.push(rowAt(rows, 9, at)));
    expect(logits.slice(0, 112).every(Number.isNaN)).toBe(true);
    const distances = logits.slice(112).map((logit, at) => Math.abs(logit - batch[at]));
    expect(distances).toHaveLength(288);
    expect(Math.max(...distances)).toBeLessThan(1e-5);
  });

  it('forgets a row that is not a number after a reset', async () => {
    const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 2, dropout: 0 };
    const weights = createNetwork(spec, 2, createRandom(1));
    const stream = createStreaming(spec, 2, await weightsToNamed(weights));
    const rows = drawRows(7, 2, 1);
    stream.push([NaN, 1]);
    stream.reset();
    const logits = Array.from({ length: 7 }, (_, at) => stream.push(rowAt(rows, 2, at)));
    expect(logits[6]).toBeCloseTo((await predictBatch(weights, rows, 2))[0], 5);
  });

  it('refuses weights of another network', async () => {
    const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 1, dropout: 0 };
    const named = await weightsToNamed(createNetwork(spec, 2, createRandom(1)));
    expect(() => createStreaming(spec, 4, named)).toThrow(
      'weights: "blocks.0.conv1.weight" must have 24 values, has 12',
    );
    expect(() => createStreaming({ ...spec, blocks: 2 }, 2, named)).toThrow(
      '"blocks.1.conv1.weight" is missing',
    );
  });
});
