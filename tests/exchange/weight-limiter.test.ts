import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWeightLimiter } from '../../src/exchange/weight-limiter';

const limits = { perMinute: 1200, burst: 400 };
/** 2024-01-01T00:00:10Z: 50 s before the minute is over. */
const start = 1_704_067_210_000;

describe('createWeightLimiter', () => {
  it('lets 90 days of minute bars go without a wait', () => {
    const limiter = createWeightLimiter(() => start, limits);
    const waits = Array.from({ length: 132 }, () => limiter.take(2));
    expect(waits.every((wait) => wait === 0)).toBe(true);
  });

  it('stays within the budget in every 60 seconds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ weight: fc.constantFrom(1, 2, 20), idleMs: fc.nat(300) }), {
          minLength: 1000,
          maxLength: 2000,
        }),
        (requests) => {
          let time = start;
          const limiter = createWeightLimiter(() => time, limits);
          const sent: { time: number; weight: number }[] = [];
          for (const { weight, idleMs } of requests) {
            time += idleMs;
            for (let waitMs = limiter.take(weight); waitMs > 0; waitMs = limiter.take(weight)) {
              time += waitMs;
            }
            sent.push({ time, weight });
          }
          let oldest = 0;
          let sum = 0;
          for (const request of sent) {
            sum += request.weight;
            while (sent[oldest].time <= request.time - 60_000) sum -= sent[oldest++].weight;
            expect(sum).toBeLessThanOrEqual(1200);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('sends 800 weight a minute once the burst is gone', () => {
    let time = start;
    const limiter = createWeightLimiter(() => time, limits);
    let sent = 0;
    while (time < start + 600_000) {
      const waitMs = limiter.take(2);
      if (waitMs === 0) sent += 2;
      time += waitMs;
    }
    expect(sent).toBeGreaterThan(400 + 10 * 790);
    expect(sent).toBeLessThanOrEqual(400 + 10 * 800 + 2);
  });

  it('stops until the next minute when the exchange has counted the share, others included', () => {
    const limiter = createWeightLimiter(() => start, limits);
    limiter.observe(1199);
    expect(limiter.take(2)).toBe(0);
    limiter.observe(1200);
    expect(limiter.take(2)).toBe(50_000);
  });

  it('goes on when the clock is set back', () => {
    let time = start;
    const limiter = createWeightLimiter(() => time, limits);
    for (let i = 0; i < 200; i++) limiter.take(2);
    time -= 3_600_000;
    expect(limiter.take(2)).toBeLessThan(1000);
  });
});
