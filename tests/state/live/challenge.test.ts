import { expect, test } from 'vitest';
import {
  ChallengeState,
  findChallenge,
  type ComparedModel,
} from '../../../src/state/live/challenge.svelte';
import type { PaperRun } from '../../../src/core/trading/paper-account';
import { AccountRuns } from '../../../src/state/live/live-accounts.svelte';
import { cutRun, hourMs, makeRun, midnight } from '../../core/trading/make-run';
import { makeAccount } from './fake-live';

const champion = makeAccount({ id: 'a' });
const older = makeAccount({ id: 'b', modelId: 'n', role: 'challenger' });
const newer = makeAccount({ id: 'c', modelId: 'n', role: 'challenger' });
const list = [champion, older, newer].map((account) => ({ account, frame: undefined }));

test('the challenger in view is shown, else the newest', () => {
  expect(findChallenge(list, 'BTCUSDT', champion)).toEqual({ champion, challenger: newer });
  expect(findChallenge(list, 'BTCUSDT', older)).toEqual({ champion, challenger: older });
  expect(findChallenge(list, 'ETHUSDT', older)).toBeUndefined();
  expect(findChallenge(list.slice(1), 'BTCUSDT', older)).toBeUndefined();
});

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
  const api = {
    loadRun(id: string, after = -Infinity) {
      const newer = cutRun(runs[id], after);
      read.push(`${id}: ${newer.time.length}`);
      return Promise.resolve(newer);
    },
    loadTrades: () => Promise.resolve([]),
  };
  const challenge = new ChallengeState(
    { runs: new AccountRuns((work) => work(api).then(() => true)) },
    (modelId) => models[modelId],
  );
  return { challenge, runs, models, read: () => read.splice(0) };
}

test('one more bar costs the reading of that bar, and nothing else', async () => {
  const { challenge, runs, read } = makeScene();
  await challenge.show({ champion, challenger: older });
  expect(read()).toEqual(['a: 2', 'b: 1']);
  expect(challenge.compared?.report.accounts).toMatchObject({ bars: 1, from: midnight + hourMs });
  runs.a = makeRun('a', 1000, [
    [0, 1000],
    [1, 1010],
    [2, 1030],
  ]);
  runs.b = makeRun('b', 1000, [
    [1, 1000],
    [2, 990],
  ]);
  await challenge.show({ champion, challenger: older });
  expect(read()).toEqual(['a: 1', 'b: 1']);
  expect(challenge.compared?.report.accounts).toMatchObject({
    bars: 2,
    champion: { pnl: 20 },
    challenger: { pnl: -10 },
  });
});

/** A run of the first bars of which the journal is of before there were answers. */
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
  const { challenge } = makeAnsweredScene();
  await challenge.show({ champion, challenger: older });
  // The last bar has no outcome yet.
  expect(challenge.compared?.report.models).toMatchObject({
    bars: 3,
    champion: { auc: 1 },
    challenger: { auc: 0 },
    verdict: 'too-early',
  });
});

test('bars that either model can have been made with are no evidence', async () => {
  const { challenge, models } = makeAnsweredScene();
  models.n = { horizonBars: 1, liveFrom: midnight + 2 * hourMs };
  await challenge.show({ champion, challenger: older });
  expect(challenge.compared?.report.models?.bars).toBe(1);
});

test('models are not compared where one is not here, their horizons differ, or both are one', async () => {
  for (const n of [undefined, { horizonBars: 2, liveFrom: 0 }]) {
    const { challenge, models } = makeAnsweredScene();
    if (n === undefined) delete models.n;
    else models.n = n;
    await challenge.show({ champion, challenger: older });
    expect(challenge.compared?.report.accounts.bars).toBe(4);
    expect(challenge.compared?.report.models).toBeUndefined();
  }
  const { challenge, runs } = makeAnsweredScene();
  runs.b = { ...runs.b, state: runs.a.state };
  await challenge.show({ champion, challenger: older });
  expect(challenge.compared?.report.models).toBeUndefined();
});

test('long journals are not judged anew at each further bar, but at every other one', async () => {
  const { challenge, runs } = makeScene();
  const judge = async (bars: number): Promise<number | undefined> => {
    const points = Array.from({ length: bars }, (_, hour) => [hour, 1000] as const);
    const close = points.map((_, bar) => 100 + (bar % 3));
    const said = points.map(() => 0.5);
    runs.a = answer(makeRun('a', 1000, points), close, said);
    runs.b = answer(makeRun('b', 1000, points, { modelId: 'n' }), close, said);
    await challenge.show({ champion, challenger: older });
    expect(challenge.compared?.report.accounts.bars).toBe(bars);
    return challenge.compared?.report.models?.bars;
  };
  expect(await judge(4096)).toBe(4095);
  expect(await judge(4097)).toBe(4095);
  expect(await judge(4098)).toBe(4097);
});
