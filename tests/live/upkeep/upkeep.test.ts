import { expect, test } from 'vitest';
import { createBarSeries } from '../../../src/live/market/bar-series';
import type { LiveModel } from '../../../src/live/ports';
import { createUpkeep } from '../../../src/live/upkeep/upkeep';
import { makeLiveModel } from '../scene/make-model';

/** The upkeep of one pair whose model or standard fails as often as said. */
function openUpkeep({ modelFailures = 0, standardFailures = 0 }) {
  const tries = { model: 0, standard: 0 };
  const warnings: string[] = [];
  let now = 0;
  const model: LiveModel = {
    ...makeLiveModel('m1', 5),
    loadStandard: (symbol) =>
      ++tries.standard <= standardFailures
        ? Promise.reject(new Error('the disk is busy'))
        : makeLiveModel('m1', 5).loadStandard(symbol),
  };
  const series = createBarSeries(60_000, 100);
  const upkeep = createUpkeep({
    clock: { now: () => now, monotonicMs: () => now },
    models: {
      find: () => undefined,
      load: () => Promise.resolve(++tries.model <= modelFailures ? undefined : model),
    },
    predictions: { predict: () => undefined, find: () => undefined },
    findSeries: () => series,
    listPairs: () => [{ modelId: 'm1', symbol: 'BTCUSDT' }],
    onWarning: (text) => warnings.push(text),
    onReady: () => undefined,
  });
  return {
    upkeep,
    tries,
    warnings,
    /** Lets what is loading come or fail, then goes on and follows. */
    async followAt(at: number): Promise<void> {
      await new Promise(setImmediate);
      now = at;
      upkeep.follow();
      await new Promise(setImmediate);
    },
  };
}

test('a model that could not be loaded is tried again after a minute, and then judged', async () => {
  const { upkeep, tries, followAt } = openUpkeep({ modelFailures: 1 });
  await followAt(59_999);
  expect(tries.model).toBe(1);
  expect(upkeep.judge()).toBeUndefined();
  await followAt(60_000);
  expect(tries.model).toBe(2);
  expect(upkeep.judge()).toMatchObject([{ modelId: 'm1', symbol: 'BTCUSDT' }]);
});

test('so is one whose own bars could not be, and the reason is said once', async () => {
  const { upkeep, tries, warnings, followAt } = openUpkeep({ standardFailures: 2 });
  await followAt(59_999);
  await followAt(60_000);
  await followAt(119_999);
  expect(tries.standard).toBe(2);
  expect(upkeep.judge()).toBeUndefined();
  await followAt(120_000);
  expect(upkeep.judge()).toHaveLength(1);
  expect(warnings).toEqual(['m1 cannot be compared with its own bars: the disk is busy']);
});

test('one that was taken up is not loaded again', async () => {
  const { tries, followAt } = openUpkeep({});
  await followAt(60_000);
  await followAt(120_000);
  expect(tries).toEqual({ model: 1, standard: 1 });
});
