import { expect, it } from 'vitest';
import { createPace } from '../../../src/feeds/binance/pace';

it('estimates from the last twenty marks, and only once there is a pace', () => {
  let time = 0;
  const pace = createPace(() => time);
  expect(pace.estimateSeconds(10)).toBeNaN();
  pace.mark(0);
  expect(pace.estimateSeconds(10)).toBeNaN();
  time = 2000;
  pace.mark(100);
  expect(pace.estimateSeconds(200)).toBe(4);
  for (let count = 1; count <= 20; count++) {
    time += 1000;
    pace.mark(100 + count * 10);
  }
  expect(pace.estimateSeconds(200)).toBe(20);
});
