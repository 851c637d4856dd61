import { findKind, listMembers, receptiveField } from '../src/core/models/spec';
import { dispose } from '@tensorflow/tfjs-core';
import type { BarRange, Bars } from '../src/core/bars/bars';
import { type Dataset } from '../src/core/dataset/dataset';
import { buildDataset } from '../src/core/dataset/build-dataset';
import type { ModelInfo } from '../src/core/library';
import { splitTestOnly } from '../src/core/dataset/splits';
import { takeMember } from '../src/core/models/ensemble';
import { calibrate, findLogit, squash } from '../src/core/models/calibration';
import type { BackendChoice } from '../src/core/models/options';
import { type ModelSpec, type NamedWeights } from '../src/core/models/model-kind';
import { startBackend } from './backend';
import { type ComputeSource, createLocalCompute, openCompute } from './compute';
import { needsBackend, weightsFromNamed } from './network';
import { predictByStreaming } from './predict';

type Progress = (done: number, total: number) => void;

/**
 * Returns a trained model's probability for every bar of a dataset, before calibration; NaN outside `bars` and where it has no full
 * window; `compute` must be made for that dataset, and for the model or its members. Causal: bar t's uses bars <= t.
 */
export async function predictDataset(
  dataset: Dataset,
  spec: ModelSpec,
  weights: NamedWeights,
  compute: ComputeSource,
  onProgress?: Progress,
  bars: BarRange = { start: 0, end: dataset.labels.length },
): Promise<Float32Array> {
  if (findKind(spec).listMembers !== undefined) {
    return averageMembers(dataset, spec, weights, compute, onProgress, bars);
  }
  if (!needsBackend(spec)) {
    return predictByStreaming(dataset, spec, weights, bars, onProgress);
  }
  const network = weightsFromNamed(spec, dataset.features.length, weights);
  try {
    return await (await openCompute(compute, spec)).predict(network, bars, onProgress);
  } finally {
    dispose([...network.tensors]);
  }
}

/** The average of the members' logits, as probabilities; NaN where a member has no full window. */
async function averageMembers(
  dataset: Dataset,
  spec: ModelSpec,
  weights: NamedWeights,
  compute: ComputeSource,
  onProgress: Progress | undefined,
  bars: BarRange,
): Promise<Float32Array> {
  const members = listMembers(spec);
  const logits = new Float64Array(dataset.labels.length);
  for (const [at, member] of members.entries()) {
    const predicted = await predictDataset(
      dataset,
      member,
      takeMember(weights, at),
      compute,
      (done, total) => onProgress?.(at * total + done, members.length * total),
      bars,
    );
    // A float32 of 0 or 1 has no finite logit.
    predicted.forEach((probability, bar) => {
      logits[bar] += findLogit(Math.min(1 - 1e-7, Math.max(1e-7, probability)));
    });
  }
  return Float32Array.from(logits, (sum) => squash(sum / members.length));
}

/**
 * Returns a stored model's calibrated probability for each of `bars`, which can differ from those that it was
 * trained on: features are scaled as in training. NaN where it has no full window.
 *
 * Throws `BackendError` if no backend can be used, and what `buildDataset` and
 * `computeFeatures` throw where the bars are too few or lack a column of the model's features.
 */
export async function predictBars(
  bars: Bars,
  model: ModelInfo,
  weights: NamedWeights,
  backend: BackendChoice,
  onProgress?: Progress,
): Promise<Float32Array> {
  const { spec, scaler, features, calibration, label, horizonBars } = model;
  const dataset = buildDataset(bars, {
    label,
    horizonBars,
    receptiveField: receptiveField(spec),
    features,
    scaler,
  });
  await startFor(spec, backend);
  const compute = createLocalCompute(dataset);
  const raw = await predictDataset(dataset, spec, weights, compute, onProgress);
  return raw.map((probability) => calibrate(probability, calibration));
}

/** Starts a backend, where models of this kind need one; throws `BackendError` if none can be used. */
export async function startFor(spec: ModelSpec, backend: BackendChoice): Promise<void> {
  if (needsBackend(spec)) await startBackend(backend);
}

/**
 * Returns a model's calibrated probability for each row of scaled features `[row, feature]`, all of one stretch; NaN in the
 * first rows, which have no full window. The backend must have been started.
 */
export async function predictRows(
  values: Float32Array,
  {
    spec,
    scaler,
    features,
    calibration,
    horizonBars,
  }: Pick<ModelInfo, 'spec' | 'scaler' | 'features' | 'calibration' | 'horizonBars'>,
  weights: NamedWeights,
): Promise<Float32Array> {
  const rows = values.length / features.length;
  const dataset: Dataset = {
    features,
    values,
    labels: new Uint8Array(rows),
    stretches: [{ start: 0, end: rows }],
    split: splitTestOnly(rows, { horizonBars }),
    scaler,
    horizonBars,
  };
  const raw = await predictDataset(dataset, spec, weights, createLocalCompute(dataset));
  return raw.map((probability) => calibrate(probability, calibration));
}
