import { expose } from 'comlink';
import { startBackend } from '../models/backend';
import { predictDataset } from '../models/predict-dataset';
import { trainTcn } from '../models/trainer';
import { yieldToEvents } from '../models/yield-to-events';
import { buildDataset } from '../src/core/dataset/dataset';
import type { Dataset } from '../src/core/dataset/dataset';
import type { DatasetInfo, ModelInfo } from '../src/core/library';
import { reportClassification } from '../src/core/metrics/classification-report';
import type { ClassificationReport } from '../src/core/metrics/reports';
import { receptiveField } from '../src/core/model/spec';
import { listDatasets, loadBars } from '../src/storage/datasets';
import { saveModel } from '../src/storage/models';
import { openDatabase } from '../src/storage/open';
import type { TabquantDatabase } from '../src/storage/schema';
import type { TrainApi, TrainEvent, TrainRequest } from './api/train';

/** Steps are told at most so often; a step may take less than 20 ms. */
const stepIntervalMs = 100;

const api: TrainApi = {
  async train(request, onEvent) {
    onEvent({ kind: 'preparing' });
    const database = await openDatabase();
    const source = await findDataset(database, request.datasetId);
    const { spec, options, horizonBars } = request;
    const bars = await loadBars(database, source.id);
    const dataset = buildDataset(bars, { horizonBars, receptiveField: receptiveField(spec) });
    const backend = await startBackend(request.backend);
    onEvent({ kind: 'backend', report: backend });

    const callbacks = { onEvent: throttleSteps(onEvent), yieldToEvents };
    const { weights, summary } = await trainTcn(dataset, spec, options, callbacks);
    const probability = await predictDataset(dataset, spec, weights, (done, total) => {
      onEvent({ kind: 'evaluating', done, total });
    });

    onEvent({ kind: 'saving' });
    const info: ModelInfo = {
      ...describeModel(request, source),
      features: dataset.features,
      scaler: dataset.scaler,
      split: dataset.split,
      outOfSample: dataset.split.test.bars,
      backend,
      training: summary,
      test: reportTest(dataset, probability),
    };
    await saveModel(database, info, weights, probability);
    return info;
  },
};

expose(api);

async function findDataset(database: TabquantDatabase, id: string): Promise<DatasetInfo> {
  const info = (await listDatasets(database)).find((dataset) => dataset.id === id);
  if (info === undefined) throw new Error(`training: dataset ${id} is not stored any more`);
  return info;
}

/** What is known of a model before it is trained. */
function describeModel(
  { spec, options, horizonBars }: TrainRequest,
  { id, name, symbol, intervalMs }: DatasetInfo,
) {
  return {
    id: crypto.randomUUID(),
    name: `TCN ${spec.width}×${spec.dilations.length}×${spec.kernel} · ${symbol}`,
    trainedAt: Date.now(),
    datasetId: id,
    datasetName: name,
    symbol,
    intervalMs,
    spec,
    options,
    horizonBars,
  };
}

/** Only the test block's purged labels count. */
function reportTest(dataset: Dataset, probability: Float32Array): ClassificationReport {
  const { start, end } = dataset.split.test.labels;
  return reportClassification(
    dataset.labels.subarray(start, end),
    probability.subarray(start, end),
    dataset.horizonBars,
  );
}

/** Passes on every event but those steps that come too soon after the last one told. */
function throttleSteps(onEvent: (event: TrainEvent) => void): (event: TrainEvent) => void {
  let lastMs = -Infinity;
  return (event) => {
    if (event.kind === 'step' && event.step < event.steps) {
      if (performance.now() - lastMs < stepIntervalMs) return;
      lastMs = performance.now();
    }
    onEvent(event);
  };
}
