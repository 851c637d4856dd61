import { expect, test, vi } from 'vitest';
import { reviewTrials } from '../../src/core/verdict/trial-statistics';
import { TrialsState } from '../../src/state/trials.svelte';

const bars = { datasetId: 'bars-1', series: 'BTCUSDT', from: 0, to: 100 };
const empty = reviewTrials([], bars);

function makeClient() {
  const file = { name: 'tries.json', file: new Blob(['{}']) };
  return {
    reviewTrials: vi.fn(() => Promise.resolve(empty)),
    exportTrials: vi.fn(() => Promise.resolve(file)),
  };
}

test('the tries are read while they are shown, and not otherwise', async () => {
  const client = makeClient();
  const trials = new TrialsState(client);
  await trials.refresh();
  expect(client.reviewTrials).not.toHaveBeenCalled();
  await trials.open(bars);
  await trials.refresh();
  expect(client.reviewTrials).toHaveBeenCalledTimes(2);
  expect(client.reviewTrials).toHaveBeenLastCalledWith(bars);
  expect(trials.review).toBe(empty);
  trials.close();
  await trials.refresh();
  expect(client.reviewTrials).toHaveBeenCalledTimes(2);
  expect(trials.review).toBeUndefined();
});

test('an answer about other bars than those that are shown is dropped', async () => {
  const client = makeClient();
  const other = { ...empty, luckySharpe: 1 };
  let answer: (review: typeof empty) => void = () => undefined;
  client.reviewTrials.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  const trials = new TrialsState(client);
  const late = trials.open(bars);
  client.reviewTrials.mockResolvedValueOnce(other);
  await trials.open({ ...bars, datasetId: 'bars-2' });
  answer(empty);
  await late;
  expect(trials.review).toBe(other);
});

test('the tries stay while those of another period of the same bars are read', async () => {
  const client = makeClient();
  const trials = new TrialsState(client);
  await trials.open(bars);
  const again = trials.open({ ...bars, from: 50 });
  expect(trials.review).toBe(empty);
  await again;
  const elsewhere = trials.open({ ...bars, datasetId: 'bars-2' });
  expect(trials.review).toBeUndefined();
  await elsewhere;
});

test('a ledger that cannot be read is a problem until it can', async () => {
  const client = makeClient();
  const trials = new TrialsState(client);
  client.exportTrials.mockRejectedValueOnce(new Error('the database was closed'));
  expect(await trials.export()).toBeUndefined();
  expect(trials.problem).toContain('the database was closed');
  expect((await trials.export())?.name).toBe('tries.json');
  expect(trials.problem).toBeUndefined();
});
