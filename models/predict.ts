import { computeLogits, type Network } from './network';
import { squash } from '../src/core/models/calibration';
import type { ModelSpec, NamedWeights } from '../src/core/models/model-kind';
import { receptiveField } from '../src/core/models/spec';
import { createStreaming } from '../src/core/models/streaming/create-streaming';
import { tensor3d, tidy } from '@tensorflow/tfjs-core';
import type { BarRange } from '../src/core/bars/bars';
import { countInRanges } from '../src/core/bars/gaps';
import {
  type Chunk,
  createBatch,
  fillBatch,
  planChunks,
  usableTargets,
} from '../src/core/dataset/chunks';
import type { Dataset } from '../src/core/dataset/dataset';
import type { TrainingData } from './chunk-gradient';
import { yieldToEvents } from './training-event';

/** Logits of one pass: long, since a pass computes `receptiveField - 1` bars that give none. */
export const predictionChunkLabels = 4096;

/**
 * Returns the probability of label 1 for each bar of the whole dataset: a number at the bars of
 * `range` that have a full window, NaN elsewhere. Causal: bar t's uses bars <= t.
 *
 * `onProgress` gets the number of bars predicted so far; between two calls, waiting events
 * run.
 */
export async function predictProbabilities(
  weights: Network,
  dataset: Dataset,
  range: BarRange,
  onProgress?: (done: number, total: number) => void,
): Promise<Float32Array> {
  const field = receptiveField(weights.spec);
  const targets = usableTargets(dataset, range, field, { needLabel: false });
  const total = countInRanges(targets);
  const probabilities = new Float32Array(dataset.labels.length).fill(NaN);
  let done = 0;
  for (const chunk of planChunks(targets, predictionChunkLabels)) {
    const values = await predictChunks(weights, dataset, [chunk]);
    probabilities.set(values, chunk.targets.start);
    done += values.length;
    onProgress?.(done, total);
  }
  return probabilities;
}

/**
 * Returns the probability of label 1 at each target of `chunks`, one chunk after the other, each of
 * at most `predictionChunkLabels`. One chunk at a time is on the backend; waiting events run between
 * two.
 */
export async function predictChunks(
  weights: Network,
  data: TrainingData,
  chunks: readonly Chunk[],
): Promise<Float32Array> {
  const field = receptiveField(weights.spec);
  const features = data.features.length;
  const shape = { receptiveField: field, chunkLabels: predictionChunkLabels, features };
  const batch = createBatch(1, shape);
  const probabilities = new Float32Array(countInRanges(chunks.map(({ targets }) => targets)));
  let at = 0;
  for (const chunk of chunks) {
    const { start, end } = chunk.targets;
    fillBatch(data, [chunk], field, predictionChunkLabels, batch);
    const rows = field - 1 + end - start; // the rest is padding
    const logits = tidy(() =>
      computeLogits(weights, tensor3d(batch.x.subarray(0, rows * features), [1, rows, features])),
    );
    const values = await logits.data();
    logits.dispose();
    for (let bar = start; bar < end; bar++) probabilities[at++] = squash(values[bar - start]);
    await yieldToEvents();
  }
  return probabilities;
}

/**
 * Like `predictProbabilities`, for a model without a network: its kind predicts bar by bar, in plain code.
 */
export async function predictByStreaming(
  dataset: Dataset,
  spec: ModelSpec,
  weights: NamedWeights,
  range: BarRange,
  onProgress?: (done: number, total: number) => void,
): Promise<Float32Array> {
  const width = dataset.features.length;
  const field = receptiveField(spec);
  const model = createStreaming(spec, width, weights);
  const targets = usableTargets(dataset, range, field, { needLabel: false });
  const total = countInRanges(targets);
  const probabilities = new Float32Array(dataset.labels.length).fill(NaN);
  let done = 0;
  for (const { start, end } of targets) {
    model.reset();
    for (let bar = start - field + 1; bar < end; bar++) {
      const logit = model.push(dataset.values.subarray(bar * width, (bar + 1) * width));
      if (bar < start) continue;
      probabilities[bar] = squash(logit);
      if (++done % predictionChunkLabels !== 0) continue;
      onProgress?.(done, total);
      await yieldToEvents();
    }
  }
  onProgress?.(done, total);
  return probabilities;
}
