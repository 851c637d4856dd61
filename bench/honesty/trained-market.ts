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
import { keepColumn } from '../keep-column';
import { startNodeBackend } from '../node-backend';

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
  const name = `${kind}-${barCount}-${seed}`;
  const { column: probability } = await keepColumn('honesty', name, barCount, () => train(dataset));
  return { bars, facts, dataset, probability };
}

/** As `trainMarket`, of given bars; `name` tells them from others in the cache. */
export async function trainBars(name: string, bars: Bars) {
  const dataset = buildBars(bars);
  const length = bars.openTime.length;
  const { column: probability } = await keepColumn('honesty', name, length, () => train(dataset));
  return { bars, dataset, probability };
}

function buildBars(bars: Bars): Dataset {
  return buildDataset(bars, { horizonBars: 10, receptiveField: receptiveField(defaultTcnSpec) });
}

async function train(dataset: Dataset) {
  const startedMs = performance.now();
  await startNodeBackend('wasm');
  const compute = createLocalCompute(dataset);
  const callbacks = { onEvent: () => undefined, yieldToEvents };
  const spec = defaultTcnSpec;
  const { weights } = await trainModel(dataset, spec, defaultTrainingOptions, callbacks, {
    compute,
  });
  const seconds = (performance.now() - startedMs) / 1000;
  return { column: await predictDataset(dataset, spec, weights, compute), seconds };
}
