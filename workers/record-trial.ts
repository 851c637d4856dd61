import { createSweep } from '../src/core/trading/sweep/sweep';
import type { TradingSettings } from '../src/core/trading/settings';
import {
  describeConfiguration,
  describeRules,
  describeTrial,
  type NewTrial,
} from '../src/core/verdict/ledger';
import { spanBars } from '../src/core/out-of-sample';
import { openDatabase } from '../src/storage/database';
import { appendTrials } from '../src/storage/trials';
import type { Subject } from './load-subject';

/**
 * Returns a function that backtests settings over the whole out-of-sample period and appends what they earn to the
 * ledger; it throws `StorageError`.
 */
export function createRecorder(
  kind: NewTrial['kind'],
  { dataset, model, bars, outOfSample }: Omit<Subject, 'probability'>,
): (settings: TradingSettings) => Promise<void> {
  let sweep: ReturnType<typeof createSweep> | undefined;
  const isOwnTest = outOfSample.source === 'holdout' && dataset.id === model.datasetId;
  return async (settings) => {
    sweep ??= createSweep({
      bars,
      probability: outOfSample.probability,
      range: spanBars(outOfSample),
    });
    const trial = describeTrial({
      kind,
      name: `${model.name} · ${describeRules(settings)}`,
      at: Date.now(),
      modelId: model.id,
      dataset,
      configuration: describeConfiguration(model, settings),
      record: sweep.run(settings),
      auc: isOwnTest ? model.test.auc : NaN,
    });
    const database = await openDatabase();
    try {
      await appendTrials(database, [trial]);
    } finally {
      database.close();
    }
  };
}
