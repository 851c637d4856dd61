import { expect, test } from 'vitest';
import { createBarSeries } from '../../../src/live/market/bar-series';
import type { LiveModel } from '../../../src/live/ports';
import { createUpkeepDesk } from '../../../src/live/upkeep/upkeep';
import { makeLiveModel } from '../scene/make-model';

/** A desk of one pair whose model or standard fails as often as said. */
function openDesk({ modelFailures = 0, standardFailures = 0 }) {
  const tries = { model: 0, standard: 0 };
  const warnings: string[] = [];
  let now = 0;
  const model: LiveModel = {
    ...makeLiveModel('m1', 5),
    loadStandard: () =>
      ++tries.standard <= standardFailures
        ? Promise.reject(new Error('the disk is busy'))
        : makeLiveModel('m1', 5).loadStandard(),
  };
  const series = createBarSeries(60_000, 100);
  const desk = createUpkeepDesk({
    clock: { now: () => now, monotonicMs: () => now },
    shelf: {
      find: () => undefined,
      load: () => Promise.resolve(++tries.model <= modelFailures ? undefined : model),
    },
    series: () => series,
    listPairs: () => [{ modelId: 'm1', symbol: 'BTCUSDT' }],
    onWarning: (text) => warnings.push(text),
    onReady: () => undefined,
  });
  return {
    desk,
    tries,
    warnings,
    /** Lets what is loading come or fail, then goes on and follows. */
    async followAt(at: number): Promise<void> {
      await new Promise(setImmediate);
      now = at;
      desk.follow();
      await new Promise(setImmediate);
    },
  };
}

test('a model that could not be loaded is tried again after a minute, and then judged', async () => {
  const { desk, tries, followAt } = openDesk({ modelFailures: 1 });
  await followAt(59_999);
  expect(tries.model).toBe(1);
  expect(desk.judge()).toBeUndefined();
  await followAt(60_000);
  expect(tries.model).toBe(2);
  expect(desk.judge()).toMatchObject([{ modelId: 'm1', symbol: 'BTCUSDT' }]);
});

test('so is one whose own bars could not be, and the reason is said once', async () => {
  const { desk, tries, warnings, followAt } = openDesk({ standardFailures: 2 });
  await followAt(59_999);
  await followAt(60_000);
  await followAt(119_999);
  expect(tries.standard).toBe(2);
  expect(desk.judge()).toBeUndefined();
  await followAt(120_000);
  expect(desk.judge()).toHaveLength(1);
  expect(warnings).toEqual(['m1 cannot be compared with its own bars: the disk is busy']);
});

test('one that was taken up is not loaded again', async () => {
  const { tries, followAt } = openDesk({});
  await followAt(60_000);
  await followAt(120_000);
  expect(tries).toEqual({ model: 1, standard: 1 });
});
