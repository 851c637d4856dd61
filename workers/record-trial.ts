import { createSweep } from '../src/core/trading/sweep/sweep';
import type { TradingSettings } from '../src/core/trading/settings';
import {
  describeConfiguration,
  describeRules,
  describeTrial,
  type NewTrial,
} from '../src/core/verdict/ledger';
import { openDatabase } from '../src/storage/database';
import { appendTrials } from '../src/storage/trials';
import type { Subject } from './load-subject';

/**
 * Returns a function that backtests settings over the whole out-of-sample period and appends what they earn to the
 * ledger; it throws `StorageError`.
 */
export function createRecorder(
  kind: NewTrial['kind'],
  { dataset, model, bars, probability, range }: Subject,
): (settings: TradingSettings) => Promise<void> {
  let sweep: ReturnType<typeof createSweep> | undefined;
  return async (settings) => {
    sweep ??= createSweep({ bars, probability, range });
    const trial = describeTrial({
      kind,
      name: `${model.name} · ${describeRules(settings)}`,
      at: Date.now(),
      modelId: model.id,
      dataset,
      configuration: describeConfiguration(model, settings),
      record: sweep.run(settings),
      auc: dataset.id === model.datasetId ? model.test.auc : NaN,
    });
    const database = await openDatabase();
    try {
      await appendTrials(database, [trial]);
    } finally {
      database.close();
    }
  };
}
