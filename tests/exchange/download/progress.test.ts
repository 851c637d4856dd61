import { describe, expect, it } from 'vitest';
import { createPace } from '../../../src/exchange/download/pace';
import { createWaits } from '../../../src/exchange/waits';

describe('createWaits', () => {
  it('tells of several waits the one that matters most, with the seconds that are left', () => {
    let time = 0;
    let changes = 0;
    const waits = createWaits(
      () => time,
      () => changes++,
    );
    const [a, b, c] = [waits.open(), waits.open(), waits.open()];
    expect(waits.current()).toBeUndefined();
    a({ kind: 'retrying', waitMs: 4000, reason: 'the connection failed' });
    expect(waits.current()).toEqual({
      kind: 'retrying',
      seconds: 4,
      reason: 'the connection failed',
    });
    b({ kind: 'rate-limited', waitMs: 60_000 });
    c({ kind: 'rate-limited', waitMs: 30_000 });
    time = 500;
    expect(waits.current()).toEqual({ kind: 'rate-limited', seconds: 60 });
    c({ kind: 'offline' });
    expect(waits.current()).toEqual({ kind: 'offline' });
    for (const listener of [a, b, c, a]) listener(undefined);
    expect(waits.current()).toBeUndefined();
    expect(changes).toBe(7);
  });
});

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
