import { suitModel } from '../src/core/pooled-model';
import { createRandom } from '../src/core/random';
import { findRuleText } from '../src/core/trading/own-rule/rule-input';
import { findLeaks } from '../src/core/verdict/leak-detector';
import { planRuleCheck } from '../src/core/verdict/leaks/check-rule';
import { chooseProbes } from '../src/core/verdict/leaks/choose-probes';
import { createLeakLog } from '../src/core/verdict/leaks/leak-log';
import { describePipeline } from '../src/core/verdict/leaks/describe-pipeline';
import type { LeakReport } from '../src/core/verdict/leaks/pipeline';
import { findDataset, loadBars } from '../src/storage/datasets';
import { loadModel, loadPrediction } from '../src/storage/models';
import type { TabquantDatabase } from '../src/storage/schema';
import type { LeakRequest } from './api/data';
import type { DecideByRule } from './api/session';

/**
 * Looks for leaks in all that a stored model was made of and is traded by: features, label, splits, scaler, the network
 * with its stored probabilities, and the trading settings. Throws `StorageError`.
 */
export async function checkLeaks(
  database: TabquantDatabase,
  { datasetId, modelId, settings }: LeakRequest,
  onProgress: (done: number, total: number) => void,
  decide: DecideByRule,
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
  const report = findLeaks(pipeline, bars, {}, onProgress);
  const text = findRuleText(settings);
  if (text === undefined) return report;
  const random = createRandom(1);
  const probes = chooseProbes(bars, [], ruleProbes, random);
  const subject = { bars, probability: probability ?? [], settings, text };
  const check = planRuleCheck(subject, probes, random);
  const outcome = await decide(text, check.input);
  if (outcome.kind === 'failed') throw new Error(`Your own rule: ${outcome.problem.message}`);
  const log = createLeakLog(bars);
  check.compare(outcome.decisions, log);
  const { findings, checked } = log.report(probes.length);
  return {
    findings: [...report.findings, ...findings],
    checked: { ...report.checked, comparisons: report.checked.comparisons + checked.comparisons },
  };
}

/** Bars after which the future of a person's own rule is changed. */
const ruleProbes = 12;
