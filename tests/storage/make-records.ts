import 'fake-indexeddb/auto';
import type { Bars } from '../../src/core/bars/bars';
import type { DataSource, ModelInfo } from '../../src/core/library';
import { defaultTcnSpec } from '../../src/core/models/tcn';
import { defaultTrainingOptions } from '../../src/core/models/options';
import type { NamedWeights } from '../../src/core/models/model-kind';
import type { NewDataset } from '../../src/storage/dataset-record';
import { openDatabase } from '../../src/storage/database';
import type { StoredCheckpoint, StoredRecording, TabquantDatabase } from '../../src/storage/schema';
import type { StudyInfo } from '../../src/core/study';
import { vi } from 'vitest';
import { makeWalkForward } from '../core/dataset/make-walk-forward';

/** A database of its own for each call, whatever other files of tests share this process. */
export async function openFresh(): Promise<TabquantDatabase> {
  return openDatabase(`test-${crypto.randomUUID()}`);
}

export function makeBars(length: number, price = 100): Bars {
  const column = (value: number): Float64Array => new Float64Array(length).fill(value);
  return {
    intervalMs: 60_000,
    openTime: Float64Array.from({ length }, (_, i) => 1_704_067_200_000 + i * 60_000),
    open: column(price),
    high: column(price + 1),
    low: column(price - 1),
    close: column(price),
    volume: column(1),
    quoteVolume: column(price),
    takerBuyQuote: column(price / 2),
    extras: { mood: column(NaN) },
  };
}

const source: DataSource = {
  name: 'a.csv',
  bytes: 10,
  sha256: 'ab',
  format: 'csv',
  notes: ['times are milliseconds'],
};

export function makeDataset(changes: Partial<NewDataset> = {}): NewDataset {
  return {
    bars: makeBars(5),
    symbol: 'BTCUSDT',
    name: 'first',
    sources: [source],
    quality: { findings: [], rows: 5 },
    now: 1000,
    ...changes,
  };
}

export function makeWeights(): NamedWeights {
  return [
    { name: 'kernel', shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
    { name: 'bias', shape: [1], values: Float32Array.of(-1) },
  ];
}

const scores = {
  logLoss: 0.7,
  skill: -0.01,
  brier: 0.25,
  miscalibration: 0,
  resolution: 0,
  uncertainty: 0.25,
  ece: 0,
  reliability: [],
};

export function makeModel(datasetId: string, changes: Partial<ModelInfo> = {}): ModelInfo {
  const block = { bars: { start: 0, end: 5 }, labels: { start: 0, end: 4 } };
  return {
    id: 'model-1',
    name: 'a model',
    trainedAt: 2000,
    datasetId,
    datasetName: 'first',
    symbol: 'BTCUSDT',
    intervalMs: 60_000,
    spec: defaultTcnSpec,
    options: defaultTrainingOptions,
    features: ['ret_1'],
    label: 'direction',
    horizonBars: 10,
    scaler: { mean: [0], deviation: [1] },
    split: { train: block, validation: block, test: block, embargoBars: 0 },
    outOfSample: { start: 4, end: 5 },
    outOfSampleFrom: 1_704_067_440_000,
    backend: { name: 'cpu', label: 'CPU', selfTestError: 0, rejected: [] },
    workers: 1,
    training: {
      epochs: [],
      bestEpoch: 0,
      seconds: 1,
      labels: 4,
      parameters: 7,
      receptiveField: 1,
      validationAuc: 0.5,
    },
    calibration: { temperature: 1, bias: 0 },
    test: {
      bars: 1,
      auc: 0.5,
      aucCi: [0, 1],
      aucCiDelong: [0, 1],
      days: 14,
      effectiveLabels: 1,
      effectiveBars: 1,
      accuracy: 0.5,
      majority: 0.5,
      riseFraction: 0.5,
      constantGuess: 0.5,
      ...scores,
      roc: [],
    },
    rawTest: scores,
    ...changes,
  };
}

/** Makes the store `name` refuse its next writes as a browser does whose space is used up. */
export function fillStore(name: string, refusals = Infinity): void {
  const put = IDBObjectStore.prototype.put;
  let left = refusals;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...args: Parameters<IDBObjectStore['put']>
  ) {
    if (this.name === name && left-- > 0) throw new DOMException('no space', 'QuotaExceededError');
    return put.apply(this, args);
  });
}

/** A recording of an hour, as it is stored when it ends. */
export function makeRecording(text: string, from = 0): Omit<StoredRecording, 'id'> {
  const to = from + 3_600_000;
  return { symbols: ['BTCUSDT'], from, to, bars: 60, isFull: false, text: new Blob([text]) };
}

/** A study of two folds, of which none is finished. */
export function makeStudy(datasetId: string, changes: Partial<StudyInfo> = {}): StudyInfo {
  return {
    id: 'study',
    datasetId,
    request: {
      plan: makeWalkForward({ trainDays: 2 }),
      training: {
        datasetId,
        spec: defaultTcnSpec,
        options: defaultTrainingOptions,
        label: 'direction',
        horizonBars: 10,
        backend: 'auto',
        workers: 2,
      },
    },
    startedAt: 1000,
    savedAt: 1000,
    total: 2,
    parts: [],
    ...changes,
  };
}

/** Returns the checkpoint of a training after its first epoch. */
export function makeCheckpoint(changes: Partial<StoredCheckpoint> = {}): StoredCheckpoint {
  const datasetId = changes.datasetId ?? 'bars';
  return {
    id: 'run',
    datasetId,
    request: {
      datasetId,
      spec: defaultTcnSpec,
      options: defaultTrainingOptions,
      label: 'direction',
      horizonBars: 10,
      backend: 'auto',
    },
    epochsDone: 1,
    savedAt: 1000,
    checkpoint: {
      epochs: [{ epoch: 1, trainLoss: 0.7, validationLoss: 0.69, validationAuc: 0.52 }],
      bestWeights: makeWeights(),
      parameters: Float32Array.of(1, 2, 3),
      optimizer: { steps: 9, mean: new Float32Array(3), meanSquare: new Float32Array(3) },
      seconds: 4,
    },
    ...changes,
  };
}
