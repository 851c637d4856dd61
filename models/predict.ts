import { tensor3d, tidy } from '@tensorflow/tfjs-core';
import type { BarRange } from '../src/core/bars/bars';
import { countInRanges } from '../src/core/bars/range';
import { createBatch, fillBatch, planChunks, usableTargets } from '../src/core/dataset/chunks';
import type { Dataset } from '../src/core/dataset/dataset';
import { receptiveField } from '../src/core/model/spec';
import { tcnLogits } from './tcn';
import type { TcnWeights } from './tcn';
import { yieldToEvents } from './yield-to-events';

/** Logits of one pass: long, since a pass computes `receptiveField - 1` bars that give none. */
const chunkLabels = 4096;

/**
 * Returns the probability of label 1 for each bar of the whole dataset: a number at the bars of
 * `range` that have a full window, NaN elsewhere. Causal: bar t's uses bars <= t.
 *
 * `onProgress` is told how many of the bars to predict are done; between two calls waiting events
 * run.
 */
export async function predictProbabilities(
  weights: TcnWeights,
  dataset: Dataset,
  range: BarRange,
  onProgress?: (done: number, total: number) => void,
): Promise<Float32Array> {
  const field = receptiveField(weights.spec);
  const features = dataset.features.length;
  const targets = usableTargets(dataset, range, field, { needLabel: false });
  const chunks = planChunks(targets, chunkLabels);
  const total = countInRanges(targets);
  const batch = createBatch(1, { receptiveField: field, chunkLabels, features });
  const probabilities = new Float32Array(dataset.labels.length).fill(NaN);

  let done = 0;
  for (const chunk of chunks) {
    const { start, end } = chunk.targets;
    fillBatch(dataset, [chunk], field, chunkLabels, batch);
    const rows = field - 1 + end - start; // the rest is padding
    const logits = tidy(() =>
      tcnLogits(weights, tensor3d(batch.x.subarray(0, rows * features), [1, rows, features])),
    );
    const values = await logits.data();
    logits.dispose();
    for (let bar = start; bar < end; bar++) probabilities[bar] = squash(values[bar - start]);
    done += end - start;
    onProgress?.(done, total);
    await yieldToEvents();
  }
  return probabilities;
}

/** The logistic function: a logit's probability. */
function squash(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
