import { expect, test } from 'vitest';
import { measureGrowth } from './heap-growth';
import { mostBytesPerBar } from './find-violations';

const cycleBars = 4000;

/** Keeps the last bars in a window as live mode does, and `leakedBytes` of each bar for ever. */
async function measureKeeper(leakedNumbers: number) {
  const window: object[] = [];
  const leaked: Float64Array[] = [];
  const takeBars = (count: number): Promise<void> => {
    for (let bar = 0; bar < count; bar++) {
      window.push({ bar, close: bar + 0.5 });
      if (window.length > 2 * cycleBars) window.splice(0, cycleBars);
      if (leakedNumbers > 0) leaked.push(new Float64Array(leakedNumbers));
    }
    return Promise.resolve();
  };
  await takeBars(2 * cycleBars);
  const report = await measureGrowth({ cycleBars, samples: 8, takeBars });
  // So that nothing is collected before.
  expect(window.length + leaked.length).toBeGreaterThan(cycleBars);
  return report;
}

test('windows that are filled and cut are no growth', async () => {
  expect((await measureKeeper(0)).bytesPerBar).toBeLessThan(mostBytesPerBar);
});

test('something small that is kept of each bar is found', async () => {
  const { bytesPerBar } = await measureKeeper(10);
  expect(bytesPerBar).toBeGreaterThan(2 * mostBytesPerBar);
});
