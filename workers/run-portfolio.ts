import { spanBars } from '../src/core/out-of-sample';
import { findRuleText } from '../src/core/trading/own-rule/rule-input';
import { runPortfolio } from '../src/core/trading/portfolio/portfolio';
import { reportPortfolioRun } from '../src/core/trading/portfolio/report';
import type { PortfolioRequest, PortfolioResult } from './api/portfolio';
import { loadSubject, type Subject } from './load-subject';
import { recordPortfolio } from './record-trial';

/**
 * Trades stored datasets on one capital, each over the bars that its model has not seen, and records it as a try on each of them.
 * Throws `OutOfSampleError`, `StorageError`, and what `runPortfolio` throws.
 */
export async function runStoredPortfolio(
  request: PortfolioRequest,
  onProgress: (done: number, total: number) => void,
): Promise<PortfolioResult> {
  const { members, limits, settings, backend } = request;
  if (findRuleText(settings) !== undefined) {
    throw new Error('Your own rule trades one asset at a time so far: choose another strategy.');
  }
  const total = members.length + 1;
  const subjects: Subject[] = [];
  for (const [at, { datasetId, modelId }] of members.entries()) {
    onProgress(at, total);
    const subject = await loadSubject({ datasetId, modelId, backend }, (done, all) =>
      onProgress(at + done / all, total),
    );
    subjects.push(subject);
  }
  onProgress(members.length, total);
  const run = runPortfolio(
    subjects.map(({ dataset, bars, outOfSample }) => ({
      symbol: dataset.name,
      bars,
      probability: outOfSample.probability,
      range: spanBars(outOfSample),
      settings,
    })),
    limits,
  );
  await recordPortfolio(subjects, settings, limits, run.record);
  const { openTime, equity, trades } = run;
  return { openTime, equity, trades, report: reportPortfolioRun(run, settings.slippageBps) };
}
