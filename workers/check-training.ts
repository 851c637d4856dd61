import { type Bars, countBars, viewBars } from '../src/core/bars/bars';
import { calibrateOnValidation } from '../src/core/calibrate-on-validation';
import type { Dataset } from '../src/core/dataset/dataset';
import { type BlockSplit, DatasetError } from '../src/core/dataset/splits';
import type { ModelInfo } from '../src/core/library';
import type { BackendName } from '../src/core/models/options';
import { createRandom } from '../src/core/random';
import { canTrainAgain, repeatTraining, type TrainingRequest } from '../src/core/training';
import { checkTraining, type Learned } from '../src/core/verdict/leaks/check-training';
import type { LeakLog } from '../src/core/verdict/leaks/leak-log';
import type { CheckedTraining } from '../src/core/verdict/leaks/pipeline';
import { prepareBars } from './prepare-training';

/** What is trained again, of the whole configuration: the last bars and the first epochs. */
const shortest = { bars: 2000, epochs: 2 };

type ShortTraining = Omit<TrainingRequest, 'backend' | 'workers'>;

/**
 * Trains a short version of a model's configuration again and again, with other values in later blocks, by the same code as any
 * training and in this worker alone. Findings go to the log. A model of several markets is trained on the bars of this one.
 * Throws `BackendError`, and `TrainingError` where a short training fails.
 */
export async function repeatShortTraining(
  model: ModelInfo,
  bars: Bars,
  log: LeakLog,
  backend: BackendName,
  onProgress: (fraction: number) => void,
): Promise<CheckedTraining> {
  if (!canTrainAgain(model)) {
    return { kind: 'impossible', reason: 'this model is run as it is' };
  }
  const repeated = repeatTraining(model, model.datasetId);
  const { options } = repeated;
  const maxEpochs = Math.min(shortest.epochs, options.maxEpochs);
  const request = { ...repeated, options: { ...options, maxEpochs } };
  const few = takeFewBars(bars, request);
  if (few === undefined) {
    return { kind: 'impossible', reason: 'there are too few bars for its blocks' };
  }
  const { startFor } = await import('../models/predict-dataset');
  await startFor(request.spec, backend);
  const asking = checkTraining(few.bars, few.split, log, createRandom(1));
  let trainings = 0;
  let next = asking.next();
  while (next.done !== true) {
    onProgress(next.value.fraction);
    next = asking.next(await learn(prepareBars(next.value.bars, request), request));
    trainings++;
  }
  const { trainLoss, weights } = next.value;
  return {
    kind: 'repeated',
    bars: countBars(few.bars),
    trainings,
    epochs: trainLoss.length,
    weights: weights.length,
  };
}

/** Returns the last bars, as few as the configuration can be trained on, and their blocks; undefined where even all are too few. */
function takeFewBars(
  bars: Bars,
  request: ShortTraining,
): { readonly bars: Bars; readonly split: BlockSplit } | undefined {
  const count = countBars(bars);
  for (let wanted = shortest.bars; ; wanted *= 2) {
    const part = viewBars(bars, { start: Math.max(0, count - wanted), end: count });
    try {
      return { bars: part, split: prepareBars(part, request).split };
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      if (wanted >= count) return undefined;
    }
  }
}

/** Trains on a dataset and returns all that is learned; the backend must have been started. */
async function learn(
  dataset: Dataset,
  { spec, options }: Pick<ShortTraining, 'spec' | 'options'>,
): Promise<Learned> {
  const { trainModel } = await import('../models/trainer');
  const { predictDataset } = await import('../models/predict-dataset');
  const { createLocalCompute } = await import('../models/compute');
  const { yieldToEvents } = await import('../models/training-event');
  const callbacks = { onEvent: () => undefined, yieldToEvents };
  const { weights, summary } = await trainModel(dataset, spec, options, callbacks);
  const compute = createLocalCompute(dataset);
  const judged = dataset.split.validation.bars;
  const raw = await predictDataset(dataset, spec, weights, compute, undefined, judged);
  const { calibration } = calibrateOnValidation(dataset, raw);
  const { epochs, bestEpoch } = summary;
  return {
    scaler: [...dataset.scaler.mean, ...dataset.scaler.deviation],
    trainLoss: epochs.map(({ trainLoss }) => trainLoss),
    choice: [
      bestEpoch,
      ...epochs.flatMap(({ validationAuc, validationLoss }) => [validationAuc, validationLoss]),
    ],
    weights: weights.flatMap(({ values }) => Array.from(values)),
    calibration: [calibration.temperature, calibration.bias],
  };
}
