import { spanBars } from '../src/core/out-of-sample';
import { runPortfolio } from '../src/core/trading/portfolio/portfolio';
import { reportPortfolioRun } from '../src/core/trading/portfolio/report';
import type { PortfolioRequest, PortfolioResult } from './api/portfolio';
import type { DecideByRule } from './api/session';
import { decideOrThrow } from './decide-by-rule';
import { loadReplayed, type Replayed } from './load-subject';
import { recordPortfolio } from './record-trial';

/**
 * Trades stored datasets on one capital, each over the bars that its model has not seen, or all of them without a model, and records
 * it as a try on each of them. A person's own rule decides on each dataset apart, as if it had the capital alone. Throws `OutOfSampleError`, `StorageError`, and what `runPortfolio` throws.
 */
export async function runStoredPortfolio(
  request: PortfolioRequest,
  onProgress: (done: number, total: number) => void,
  decide: DecideByRule,
): Promise<PortfolioResult> {
  const { members, limits, settings, backend } = request;
  const total = members.length + 1;
  const subjects: Replayed[] = [];
  for (const [at, { datasetId, modelId }] of members.entries()) {
    onProgress(at, total);
    const subject = await loadReplayed({ datasetId, modelId, backend }, (done, all) =>
      onProgress(at + done / all, total),
    );
    const { bars, outOfSample } = subject;
    const { probability } = outOfSample;
    const asked = { bars, probability, range: spanBars(outOfSample), settings };
    subjects.push({ ...subject, bars: await decideOrThrow(asked, decide) });
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
