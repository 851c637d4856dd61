import { countInRanges } from '../../src/core/bars/gaps';
import { usableTargets } from '../../src/core/dataset/chunks';
import type { ModelSpec } from '../../src/core/models/model-kind';
import {
  type LaggedColumns,
  prepareLogistic,
  readLogit,
  solveLogistic,
} from '../../src/core/models/logistic-regression';
import { squash } from '../../src/core/models/calibration';
import { findTrainingTargets, scoreLabels } from '../training-result';
import type { OwnTrainerKind } from './kind';

/**
 * Ridge penalties that are tried, strongest first, as shares of the information that the labels have of a feature: with 1, a
 * weight that shares nothing with others is halved.
 */
const penaltyShares = [100, 10, 1, 0.1, 0.01, 0.001];

/** Weaker penalties are not tried after so many that did not lower the log loss. */
const patience = 2;

/** Share of the work that is done before the first fit: sums of products of all pairs of inputs. */
const preparedShare = 0.5;

/**
 * Fits a logistic regression with a ridge penalty (Hoerl and Kennard 1970; le Cessie and van Houwelingen 1992), each of
 * several on the training block, and keeps the one with the lowest log loss on the validation block.
 */
export const logisticTrainer: OwnTrainerKind<ModelSpec & { readonly bars: number }> = {
  name: 'logistic',
  trainedBy: 'itself',
  maxEpochs: () => penaltyShares.length,
  async train(dataset, spec, _, report) {
    const { values, features, labels, split } = dataset;
    const { bars } = spec;
    const width = features.length;
    const subject: LaggedColumns = {
      values,
      width,
      columns: [...features.keys()],
      lags: Array.from({ length: bars }, (__, lag) => lag),
    };
    const targets = findTrainingTargets(dataset, spec);
    const judged = usableTargets(dataset, split.validation.labels, bars, { needLabel: true });
    const problem = await follow(prepareLogistic(subject, labels, targets), (fraction) =>
      report(preparedShare * fraction),
    );
    let best: { weights: Float64Array; loss: number; at: number } | undefined;
    let weights: Float64Array | undefined;
    for (const [at, share] of penaltyShares.entries()) {
      const done = preparedShare + ((1 - preparedShare) * at) / penaltyShares.length;
      const penalty = (share * countInRanges(targets)) / 4;
      const fit = await follow(solveLogistic(problem, penalty, weights), () => report(done));
      weights = fit.weights;
      const predicted = new Float32Array(labels.length);
      for (const { start, end } of judged) {
        for (let bar = start; bar < end; bar++) {
          predicted[bar] = squash(readLogit(subject, weights, problem.offsets, bar));
        }
      }
      const { auc, loss } = scoreLabels(dataset, predicted, judged);
      const isBest = best === undefined || loss < best.loss;
      if (isBest) best = { weights, loss, at };
      const record = {
        epoch: at + 1,
        trainLoss: fit.logLoss,
        validationLoss: loss,
        validationAuc: auc,
      };
      await report(done, { record, isBest });
      if (best !== undefined && at - best.at === patience) break;
    }
    const learned = best?.weights ?? new Float64Array(problem.size);
    return [
      {
        name: 'weight',
        shape: [bars, width],
        values: Float32Array.from(learned.subarray(1)),
      },
      { name: 'bias', shape: [1], values: Float32Array.of(learned[0]) },
    ];
  },
};

/** Does the work to its end, and awaits `onStep` with what it yields. */
async function follow<Result>(
  work: Generator<number, Result>,
  onStep: (fraction: number) => Promise<void>,
): Promise<Result> {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
    await onStep(next.value);
  }
}
