import { expect, test } from 'vitest';
import { chooseTimeouts, defaultTimeouts } from '../../../src/live/market/timeouts';

test('the real exchange gets the default timeouts', () => {
  expect(chooseTimeouts(1)).toBe(defaultTimeouts);
});

test('an accelerated one gets a second of the machine, but no less than the real one', () => {
  const { times, fetchWithinMs } = chooseTimeouts(60);
  expect(times).toMatchObject({ openWithinMs: 60_000, deadAfterMs: 60_000, sleptAfterMs: 60_000 });
  expect(fetchWithinMs).toBe(60_000);
  expect(chooseTimeouts(5).times.deadAfterMs).toBe(15_000);
  expect(times.renewAfterMs).toBe(defaultTimeouts.times.renewAfterMs);
});
