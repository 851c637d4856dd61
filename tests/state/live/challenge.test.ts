import { expect, test } from 'vitest';
import type { ChallengeReport } from '../../../workers/api/live';
import { ChallengeState, findChallenge } from '../../../src/state/live/challenge.svelte';
import { makeAccount, makeReport } from './fake-live';

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

test('the challenge that was asked for last is shown, whichever answer comes first', async () => {
  const answers: ((report: ChallengeReport | undefined) => void)[] = [];
  const challenge = new ChallengeState({
    compare: () => new Promise((resolve) => answers.push(resolve)),
  });
  const shown = [
    challenge.show({ champion, challenger: older }),
    challenge.show({ champion, challenger: newer }),
  ];
  answers[1](makeReport());
  answers[0](makeReport());
  await Promise.all(shown);
  expect(challenge.compared?.challenger).toBe(newer);
});

test('where a comparison fails, the one before stays', async () => {
  const reports = [makeReport(), undefined];
  const challenge = new ChallengeState({ compare: () => Promise.resolve(reports.shift()) });
  await challenge.show({ champion, challenger: older });
  await challenge.show({ champion, challenger: older });
  expect(challenge.compared?.report).toEqual(makeReport());
});
