import { expect, test } from 'vitest';
import type { PaperRun } from '../../../src/core/trading/paper-account';
import type { Trade } from '../../../src/core/trading/positions';
import {
  createJournalComparison,
  type ComparedModel,
} from '../../../src/live/upkeep/compare-journals';
import { cutRun, hourMs, makePosition, makeRun, midnight } from '../../core/trading/make-run';

function makeScene() {
  const runs: Record<string, PaperRun> = {
    a: makeRun('a', 1000, [
      [0, 1000],
      [1, 1010],
    ]),
    b: makeRun('b', 1000, [[1, 1000]]),
    c: makeRun('c', 1000, [[1, 500]]),
  };
  const read: string[] = [];
  const models: Record<string, ComparedModel> = {
    m: { horizonBars: 1, liveFrom: 0 },
    n: { horizonBars: 1, liveFrom: 0 },
  };
  const trades: Trade[] = [];
  const compare = createJournalComparison({
    loadRun(id: string, after = -Infinity) {
      const newer = cutRun(runs[id], after);
      read.push(`${id}: ${newer.time.length}`);
      return Promise.resolve(newer);
    },
    loadTrades(id, from = 0) {
      read.push(`trades of ${id} from ${from}`);
      return Promise.resolve(trades.filter(({ entryIndex }) => entryIndex >= from));
    },
    loadModel: (modelId) => Promise.resolve(models[modelId]),
  });
  return { compare, runs, models, trades, read: () => read.splice(0) };
}

test('one more bar costs the reading of that bar, and nothing else', async () => {
  const { compare, runs, read } = makeScene();
  const report = await compare('a', 'b');
  expect(read()).toEqual(['a: 2', 'b: 1']);
  expect(report.accounts).toMatchObject({ bars: 1, from: midnight + hourMs });
  runs.a = makeRun('a', 1000, [
    [0, 1000],
    [1, 1010],
    [2, 1030],
  ]);
  runs.b = makeRun('b', 1000, [
    [1, 1000],
    [2, 990],
  ]);
  const next = await compare('a', 'b');
  expect(read()).toEqual(['a: 1', 'b: 1']);
  expect(next.accounts).toMatchObject({
    bars: 2,
    champion: { pnl: 20 },
    challenger: { pnl: -10 },
  });
});

test('trades are read when there are more of them, those that can have closed since', async () => {
  const { compare, runs, trades, read } = makeScene();
  const closedAt = (entryIndex: number): Trade => ({
    ...makePosition(1, 2),
    entryIndex,
    entryTime: midnight + (entryIndex + 1) * hourMs,
    exitIndex: entryIndex + 1,
    exitTime: midnight + (entryIndex + 2) * hourMs,
    exitPrice: 101,
    exitFill: 'close',
    exitFee: 0,
    exitReason: 'hold',
    pnl: 2,
  });
  const trade = (bars: number, count: number) => {
    const points = Array.from({ length: bars }, (_, hour) => [hour, 1000] as const);
    runs.b = makeRun('b', 1000, points);
    runs.b.state.engine.record.trades = count;
    runs.b.state.engine.lastIndex = bars - 1;
    runs.a = makeRun('a', 1000, points);
  };
  trades.push(closedAt(1));
  trade(4, 1);
  await compare('a', 'b');
  trade(5, 1);
  await compare('a', 'b');
  expect(read()).toEqual(['a: 4', 'b: 4', 'trades of b from 0', 'a: 1', 'b: 1']);
  trades.push(closedAt(5));
  trade(8, 2);
  const { accounts } = await compare('a', 'b');
  expect(read()).toEqual(['a: 3', 'b: 3', 'trades of b from 5']);
  expect(accounts.challenger.trades).toBe(2);
});

test('an account that was reset is read anew', async () => {
  const { compare, runs, read } = makeScene();
  await compare('a', 'b');
  runs.b = makeRun('b', 1000, [[1, 990]], { createdAt: midnight + hourMs });
  read();
  const { accounts } = await compare('a', 'b');
  expect(read()).toEqual(['a: 0', 'b: 0', 'b: 1']);
  expect(accounts.bars).toBe(1);
});

/** A run with what was journaled of its closes and answers. */
function answer(run: PaperRun, close: readonly number[], probability: readonly number[]): PaperRun {
  const columns = { close: Float64Array.from(close), probability: Float64Array.from(probability) };
  return { ...run, ...columns };
}

/** Four bars of which both models said something. */
function makeAnsweredScene() {
  const made = makeScene();
  const points = [0, 1, 2, 3].map((hour) => [hour, 1000] as const);
  const close = [100, 101, 100, 102];
  made.runs.a = answer(makeRun('a', 1000, points), close, [0.6, 0.4, 0.7, 0.5]);
  const ofOther = makeRun('b', 1000, points, { modelId: 'n' });
  made.runs.b = answer(ofOther, close, [0.4, 0.6, 0.3, 0.5]);
  return made;
}

test('models are compared over the whole of both journals, whatever is connected', async () => {
  const { compare } = makeAnsweredScene();
  const report = await compare('a', 'b');
  // The last bar has no outcome yet.
  expect(report.models).toMatchObject({
    bars: 3,
    champion: { auc: 1 },
    challenger: { auc: 0 },
    verdict: 'too-early',
  });
});

test('bars that either model can have been made with are no evidence', async () => {
  const { compare, models } = makeAnsweredScene();
  models.n = { horizonBars: 1, liveFrom: midnight + 2 * hourMs };
  const report = await compare('a', 'b');
  expect(report.models?.bars).toBe(1);
});

test('models are not compared where one is not here, their horizons differ, or both are one', async () => {
  for (const n of [undefined, { horizonBars: 2, liveFrom: 0 }]) {
    const { compare, models } = makeAnsweredScene();
    if (n === undefined) delete models.n;
    else models.n = n;
    const report = await compare('a', 'b');
    expect(report.accounts.bars).toBe(4);
    expect(report.models).toBeUndefined();
  }
  const { compare, runs } = makeAnsweredScene();
  runs.b = { ...runs.b, state: runs.a.state };
  const report = await compare('a', 'b');
  expect(report.models).toBeUndefined();
});

test('long journals are not judged anew at each further bar, but at every other one', async () => {
  const { compare, runs } = makeScene();
  const judge = async (bars: number): Promise<number | undefined> => {
    const points = Array.from({ length: bars }, (_, hour) => [hour, 1000] as const);
    const close = points.map((_, bar) => 100 + (bar % 3));
    const said = points.map(() => 0.5);
    runs.a = answer(makeRun('a', 1000, points), close, said);
    runs.b = answer(makeRun('b', 1000, points, { modelId: 'n' }), close, said);
    const report = await compare('a', 'b');
    expect(report.accounts.bars).toBe(bars);
    return report.models?.bars;
  };
  expect(await judge(4096)).toBe(4095);
  expect(await judge(4097)).toBe(4095);
  expect(await judge(4098)).toBe(4097);
});
