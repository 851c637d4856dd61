import { expect, test } from 'vitest';
import { ChallengeState, findChallenge } from '../../../src/state/live/challenge.svelte';
import type { ChallengeReport } from '../../../workers/api/live';
import { makeAccount, makeReport } from './fake-live';

const champion = makeAccount({ id: 'a' });
const older = makeAccount({ id: 'b', role: 'challenger' });
const newer = makeAccount({ id: 'c', role: 'challenger' });
const list = [champion, older, newer].map((account) => ({ account, frame: undefined }));

test('the challenger in view is shown, else the newest', () => {
  expect(findChallenge(list, 'BTCUSDT', champion)).toEqual({ champion, challenger: newer });
  expect(findChallenge(list, 'BTCUSDT', older)).toEqual({ champion, challenger: older });
  expect(findChallenge(list, 'ETHUSDT', older)).toBeUndefined();
  expect(findChallenge(list.slice(1), 'BTCUSDT', older)).toBeUndefined();
});

test('an answer that comes after another was asked for is left out', async () => {
  const answers: ((report: ChallengeReport) => void)[] = [];
  const challenge = new ChallengeState({
    compare: () => new Promise((resolve) => void answers.push(resolve)),
  });
  const first = challenge.show({ champion, challenger: older });
  const second = challenge.show({ champion, challenger: newer });
  answers[1](makeReport());
  answers[0](makeReport());
  await Promise.all([first, second]);
  expect(challenge.compared?.challenger).toBe(newer);
});
