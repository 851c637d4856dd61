import { expect, test } from 'vitest';
import type { ConnectionState } from '../../src/live/market/connection-state';
import { createRecoveryWatch, showsWithinMs, type FaultSpan } from './recovery';

const live: ConnectionState = { kind: 'live', since: 0 };
const down: ConnectionState = { kind: 'connecting', attempt: 1 };

/** Live from 0 to 100,000, but for downtimes. */
function watchDowntimes(downtimes: readonly FaultSpan[]) {
  const watch = createRecoveryWatch();
  watch.look(live, 0);
  for (const { from, to } of downtimes) {
    watch.look(down, from);
    watch.look(live, to);
  }
  watch.look(live, 100_000);
  return watch;
}

test('recovery counts from the end of the last fault, and beside it from the start of the downtime', () => {
  const watch = watchDowntimes([
    { from: 10_000, to: 16_000 },
    { from: 50_000, to: 50_500 },
  ]);
  const report = watch.report([
    { from: 9_000, to: 9_000 },
    { from: 12_000, to: 15_000 },
    { from: 50_000, to: 50_000 },
  ]);
  expect(report).toEqual({
    downtimes: 2,
    unexplained: 0,
    recoveredDuringFault: 0,
    fromFaultEndMs: { p50: 500, p99: 1000, worst: 1000 },
    fromDowntimeStartMs: { p50: 500, p99: 6000, worst: 6000 },
    liveFraction: 1 - 6500 / 100_000,
  });
});

test('a silence that had to be noticed is part of the recovery', () => {
  const watch = watchDowntimes([{ from: 16_000, to: 26_000 }]);
  expect(watch.report([{ from: 10_000, to: 10_000 }]).fromFaultEndMs.worst).toBe(16_000);
});

test('a downtime that ends before its fault does not lower the quantiles', () => {
  const watch = watchDowntimes([
    { from: 10_000, to: 11_000 },
    { from: 50_000, to: 53_000 },
  ]);
  const report = watch.report([
    { from: 10_000, to: 20_000 },
    { from: 50_000, to: 50_000 },
  ]);
  expect(report.recoveredDuringFault).toBe(1);
  expect(report.fromFaultEndMs).toEqual({ p50: 3000, p99: 3000, worst: 3000 });
  expect(report.fromDowntimeStartMs.p50).toBe(1000);
});

test('a fault explains only what begins while it acts or can show', () => {
  const countUnexplained = (from: number, fault: FaultSpan) =>
    watchDowntimes([{ from, to: from + 30_000 }]).report([fault]).unexplained;
  const fault = { from: 10_000, to: 12_000 };
  expect(countUnexplained(10_000, fault)).toBe(0);
  expect(countUnexplained(12_000 + showsWithinMs, fault)).toBe(0);
  expect(countUnexplained(12_001 + showsWithinMs, fault)).toBe(1);
  // It came while the client was down already.
  expect(countUnexplained(9_999, fault)).toBe(1);
});
