import { expect, test } from 'vitest';
import { runSoak } from '../soak/run-soak';

test('hours of bars with faults of every kind leave no trace', async () => {
  const { violations, ...summary } = await runSoak({
    bars: 360,
    rates: { message: 1800, request: 60, connect: 8, close: 60 },
    leastFaults: 100,
  });
  if (violations.length > 0) console.log(JSON.stringify(summary));
  expect(violations).toEqual([]);
});
