import { expect, test } from 'vitest';
import { ChallengeState, findChallenge } from '../../../src/state/live/challenge.svelte';
import type { ModelComparison } from '../../../src/core/live/model-comparison';
import type { PaperRun } from '../../../src/core/live/portfolio/paper-run';
import { AccountRuns } from '../../../src/state/live/account-runs.svelte';
import type { ComparisonQuery } from '../../../workers/api/live';
import { hourMs, makeRun, midnight } from '../../core/live/portfolio/make-run';
import { makeAccount } from './fake-live';

const champion = makeAccount({ id: 'a' });
const older = makeAccount({ id: 'b', modelId: 'n', role: 'challenger' });
const newer = makeAccount({ id: 'c', modelId: 'n', role: 'challenger' });
const compared: ModelComparison = {
  bars: 400,
  effectiveBars: 29.9,
  champion: { auc: 0.51, logLoss: 0.693 },
  challenger: { auc: 0.53, logLoss: 0.691 },
  difference: { mean: 0.002, ci: [0.001, 0.003] },
  verdict: 'challenger-better',
};
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
  const asked: ComparisonQuery[] = [];
  const answers: ((comparison: ModelComparison | undefined) => void)[] = [];
  const api = {
    loadRun(id: string, after = -Infinity) {
      const { state, time, equity } = runs[id];
      const from = time.filter((at) => at <= after).length;
      read.push(`${id}: ${time.length - from}`);
      return Promise.resolve({ state, time: time.slice(from), equity: equity.slice(from) });
    },
    loadTrades: () => Promise.resolve([]),
  };
  const challenge = new ChallengeState({
    runs: new AccountRuns((work) => work(api).then(() => true)),
    compareModels: (query) =>
      new Promise((resolve) => {
        asked.push(query);
        answers.push(resolve);
      }),
  });
  return { challenge, runs, read: () => read.splice(0), asked, answers };
}

test('one more bar costs the reading of that bar, and a judgement reads none', async () => {
  const { challenge, runs, read, asked } = makeScene();
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
  void challenge.compareModels();
  expect(asked).toHaveLength(1);
  expect(read()).toEqual([]);
});

test('models are compared on the bars that both accounts traded, one model with itself never', async () => {
  const { challenge, asked } = makeScene();
  await challenge.compareModels();
  await challenge.show({ champion, challenger: { ...older, modelId: champion.modelId } });
  await challenge.compareModels();
  expect(asked).toEqual([]);
  await challenge.show({ champion, challenger: older });
  void challenge.compareModels();
  expect(asked).toEqual([
    { symbol: 'BTCUSDT', championModelId: 'm', challengerModelId: 'n', from: midnight + hourMs },
  ]);
});

test('an answer that comes after another challenge was shown is left out', async () => {
  const { challenge, answers } = makeScene();
  await challenge.show({ champion, challenger: older });
  const first = challenge.compareModels();
  await challenge.show({ champion, challenger: newer });
  const second = challenge.compareModels();
  answers[1]?.(undefined);
  answers[0]?.(compared);
  await Promise.all([first, second]);
  expect(challenge.compared?.challenger).toBe(newer);
  expect(challenge.compared?.report.accounts.challenger.pnl).toBe(0);
  expect(challenge.compared?.report.models).toBeUndefined();
});
