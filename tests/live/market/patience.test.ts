import { expect, test } from 'vitest';
import { choosePatience, defaultPatience } from '../../../src/live/market/patience';

test('the real exchange gets the default patience', () => {
  expect(choosePatience(1)).toBe(defaultPatience);
});

test('an accelerated one gets a second of the machine, but no less than the real one', () => {
  const { times, fetchWithinMs } = choosePatience(60);
  expect(times).toMatchObject({ openWithinMs: 60_000, deadAfterMs: 60_000, sleptAfterMs: 60_000 });
  expect(fetchWithinMs).toBe(60_000);
  expect(choosePatience(5).times.deadAfterMs).toBe(15_000);
  expect(times.renewAfterMs).toBe(defaultPatience.times.renewAfterMs);
});
