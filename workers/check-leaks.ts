import type { BackendName } from '../src/core/models/options';
import { suitModel } from '../src/core/pooled-model';
import { createRandom } from '../src/core/random';
import { findRuleText } from '../src/core/trading/own-rule/rule-input';
import { findLeaks } from '../src/core/verdict/leak-detector';
import { planRuleCheck } from '../src/core/verdict/leaks/check-rule';
import { chooseProbes } from '../src/core/verdict/leaks/choose-probes';
import { createLeakLog } from '../src/core/verdict/leaks/leak-log';
import { describePipeline } from '../src/core/verdict/leaks/describe-pipeline';
import type { CheckedTraining, LeakReport } from '../src/core/verdict/leaks/pipeline';
import { findDataset, loadBars } from '../src/storage/datasets';
import { loadModel, loadPrediction } from '../src/storage/models';
import type { TabquantDatabase } from '../src/storage/schema';
import type { LeakRequest } from './api/data';
import type { DecideByRule } from './api/session';
import { repeatShortTraining } from './check-training';

/** Part of the progress that is left to the short training. */
const trainingShare = 0.4;

/**
 * Looks for leaks in all that a stored model was made of and is traded by: features, label, splits, scaler, a short version of
 * its training, the network with its stored probabilities, and the trading settings. Throws `StorageError`.
 */
export async function checkLeaks(
  database: TabquantDatabase,
  { datasetId, modelId, settings }: LeakRequest,
  onProgress: (done: number, total: number) => void,
  decide: DecideByRule,
  backend: BackendName = 'wasm',
): Promise<LeakReport> {
  const [bars, { info: model, weights }, probability, dataset] = await Promise.all([
    loadBars(database, datasetId),
    loadModel(database, modelId),
    loadPrediction(database, modelId, datasetId),
    findDataset(database, datasetId),
  ]);
  const info = dataset === undefined ? model : suitModel(model, dataset);
  const pipeline = describePipeline({
    ...info,
    splits: datasetId === info.datasetId ? [info.split] : [],
    model: { ...info, weights },
    ...(probability?.length === bars.openTime.length && { probability }),
    settings,
  });
  const found = findLeaks(pipeline, bars, {}, (done, total) =>
    onProgress((1 - trainingShare) * (done / total), 1),
  );
  const trained = createLeakLog(bars);
  const training = await repeatShortTraining(info, bars, trained, backend, (fraction) =>
    onProgress(1 - trainingShare + trainingShare * fraction, 1),
  );
  const report = join(found, trained.report(0), training);
  const text = findRuleText(settings);
  if (text === undefined) {
    onProgress(1, 1);
    return report;
  }
  const random = createRandom(1);
  const probes = chooseProbes(bars, [], ruleProbes, random);
  const subject = { bars, probability: probability ?? [], settings, text };
  const check = planRuleCheck(subject, probes, random);
  const outcome = await decide(text, check.input);
  if (outcome.kind === 'failed') throw new Error(`Your own rule: ${outcome.problem.message}`);
  const log = createLeakLog(bars);
  check.compare(outcome.decisions, log);
  onProgress(1, 1);
  return join(report, log.report(0), training);
}

/** Returns both reports as one, which is about the bars of the first. */
function join(report: LeakReport, other: LeakReport, training: CheckedTraining): LeakReport {
  const { bars, comparisons, stages } = report.checked;
  return {
    findings: [...report.findings, ...other.findings],
    checked: {
      bars,
      comparisons: comparisons + other.checked.comparisons,
      stages: [...new Set([...stages, ...other.checked.stages])],
      training,
    },
  };
}

/** Bars after which the future of a person's own rule is changed. */
const ruleProbes = 12;
