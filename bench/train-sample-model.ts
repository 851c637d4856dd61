import { createLocalCompute } from '../models/compute';
import { predictDataset } from '../models/predict-dataset';
import { trainModel } from '../models/trainer';
import { yieldToEvents } from '../models/training-event';
import { buildDataset } from '../src/core/dataset/build-dataset';
import { computeAuc } from '../src/core/metrics/auc';
import { defaultTrainingOptions } from '../src/core/models/options';
import { receptiveField } from '../src/core/models/spec';
import { defaultTcnSpec } from '../src/core/models/tcn';
import {
  packSampleModel,
  type PackedSampleModel,
  unpackSampleModel,
} from '../src/feeds/sample/sample-model';
import { defaultSampleSeed, generateSampleMarket } from '../src/feeds/sample/sample-market';
import { hashBars } from '../src/storage/hash';
import { startNodeBackend } from './node-backend';

/** What comes of it, and the AUC of the test block by the weights as they are packed. */
interface TrainedSample {
  readonly packed: PackedSampleModel;
  readonly testAuc: number;
  readonly bestAuc: number;
}

/**
 * Trains the model that comes with the page as the Train view would train it on the sample market, but for a network of a
 * seventh of the parameters. Plain SIMD, without fused multiply-add, computes the same bits on every machine.
 */
export async function trainSampleModel(): Promise<TrainedSample> {
  const { bars, facts } = generateSampleMarket({ kind: 'edge', seed: defaultSampleSeed });
  const spec = { ...defaultTcnSpec, width: 16, kernel: 5 };
  const { horizonBars } = facts;
  const started = await startNodeBackend('wasm', { isRelaxed: false });
  if (started.kind === 'absent') throw new Error(started.reason);
  const dataset = buildDataset(bars, { horizonBars, receptiveField: receptiveField(spec) });
  const compute = createLocalCompute(dataset);
  const options = defaultTrainingOptions;
  const callbacks = { onEvent: () => undefined, yieldToEvents };
  const { weights, summary } = await trainModel(dataset, spec, options, callbacks, { compute });
  const packed = packSampleModel({
    request: { datasetId: await hashBars(bars), spec, options, label: 'direction', horizonBars },
    weights,
    training: { ...summary, seconds: 0 },
    backend: started.report,
  });
  const { bars: tested, labels } = dataset.split.test;
  const kept = unpackSampleModel(packed).weights;
  const predicted = await predictDataset(dataset, spec, kept, compute, undefined, tested);
  const { start, end } = labels;
  const testAuc = computeAuc(dataset.labels.subarray(start, end), predicted.subarray(start, end));
  return { packed, testAuc, bestAuc: facts.bestAuc };
}
