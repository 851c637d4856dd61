import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalCompute } from '../../models/compute';
import { predictDataset } from '../../models/predict-dataset';
import { trainModel } from '../../models/trainer';
import { yieldToEvents } from '../../models/training-event';
import type { Bars } from '../../src/core/bars/bars';
import { buildDataset } from '../../src/core/dataset/build-dataset';
import type { Dataset } from '../../src/core/dataset/dataset';
import type { SampleFacts, SampleKind } from '../../src/core/library';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { receptiveField } from '../../src/core/models/spec';
import { defaultTcnSpec } from '../../src/core/models/tcn';
import { generateSampleMarket } from '../../src/feeds/sample/sample-market';
import { startNodeBackend } from '../node-backend';
import { root } from '../root';

/** A sample market, and what the page's default training makes of it. */
export interface TrainedMarket {
  readonly bars: Bars;
  readonly facts: SampleFacts;
  readonly dataset: Dataset;
  /** The network's own, one a bar, not calibrated; NaN where it has no full window. */
  readonly probability: Float32Array;
}

/** Full size: 90 days of minutes. */
const defaultBars = 129_600;

/**
 * Returns a trained market. Its probabilities are kept in a folder of the cache: training takes most of a study's
 * time, and does not depend on what the study measures.
 */
export async function trainMarket(
  kind: SampleKind,
  seed: number,
  barCount = defaultBars,
): Promise<TrainedMarket> {
  const { bars, facts } = generateSampleMarket({ kind, seed, bars: barCount });
  const dataset = buildBars(bars);
  const probability = await keep(`${kind}-${barCount}-${seed}`, barCount, () => train(dataset));
  return { bars, facts, dataset, probability };
}

/** As `trainMarket`, of given bars; `name` tells them from others in the cache. */
export async function trainBars(name: string, bars: Bars) {
  const dataset = buildBars(bars);
  const probability = await keep(name, bars.openTime.length, () => train(dataset));
  return { bars, dataset, probability };
}

function buildBars(bars: Bars): Dataset {
  return buildDataset(bars, { horizonBars: 10, receptiveField: receptiveField(defaultTcnSpec) });
}

async function train(dataset: Dataset): Promise<Float32Array> {
  await startNodeBackend('wasm');
  const compute = createLocalCompute(dataset);
  const callbacks = { onEvent: () => undefined, yieldToEvents };
  const spec = defaultTcnSpec;
  const { weights } = await trainModel(dataset, spec, defaultTrainingOptions, callbacks, {
    compute,
  });
  return predictDataset(dataset, spec, weights, compute);
}

/** Reads a column from the cache, or makes and writes it. */
async function keep(
  name: string,
  length: number,
  make: () => Promise<Float32Array>,
): Promise<Float32Array> {
  const folder = join(root, 'node_modules/.cache/honesty');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.f32`);
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    if (bytes.byteLength === 4 * length) return new Float32Array(new Uint8Array(bytes).buffer);
  }
  const values = await make();
  // Written whole or not at all, since several processes may run.
  writeFileSync(
    `${path}.${process.pid}`,
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  );
  renameSync(`${path}.${process.pid}`, path);
  return values;
}
