import type { EpochMs } from '../../src/core/bars/bars';
import type { ConnectionState } from '../../src/core/live/connection-state';
import type { FiredFault } from '../servers/exchange-stats';

/** How a client came back after faults; times in ms of the exchange's time. */
export interface RecoveryReport {
  readonly downtimes: number;
  /** From the end of the last fault that mattered until the client was live. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** Downtimes that no fault explains. */
  readonly unexplained: number;
  readonly liveFraction: number;
}

/** Watches whether a client is live. */
export interface RecoveryWatch {
  look(state: ConnectionState, at: EpochMs): void;
  report(
    fired: readonly FiredFault[],
    endOf: (fault: FiredFault) => EpochMs | undefined,
  ): RecoveryReport;
}

interface Downtime {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** A fault may show only when its bar should have closed. */
const longestLagMs = 70_000;

/** Returns a watch that begins with the first time that the client is live. */
export function createRecoveryWatch(): RecoveryWatch {
  const downtimes: Downtime[] = [];
  let firstLiveAt: EpochMs | undefined;
  let lastAt = 0;
  let downSince: EpochMs | undefined;

  return {
    look({ kind }, at) {
      const isLive = kind === 'live';
      if (isLive) firstLiveAt ??= at;
      if (firstLiveAt === undefined) return;
      lastAt = at;
      if (!isLive) downSince ??= at;
      else if (downSince !== undefined) {
        downtimes.push({ from: downSince, to: at });
        downSince = undefined;
      }
    },
    report(fired, endOf) {
      const ends = fired
        .map((fault) => ({ at: fault.at, end: endOf(fault) }))
        .filter((fault): fault is { at: number; end: number } => fault.end !== undefined);
      let unexplained = 0;
      const recoveries = downtimes.map(({ from, to }) => {
        const causes = ends.filter(
          ({ at, end }) => at <= to && Math.max(at + longestLagMs, end) >= from,
        );
        if (causes.length === 0) unexplained++;
        const end = Math.max(...causes.map((cause) => cause.end), -Infinity);
        return Math.max(0, to - (end === -Infinity ? from : end));
      });
      recoveries.sort((a, b) => a - b);
      const quantile = (share: number): number =>
        recoveries[Math.min(recoveries.length - 1, Math.floor(share * recoveries.length))] ?? 0;
      const downMs = downtimes.reduce((sum, { from, to }) => sum + to - from, 0);
      return {
        downtimes: downtimes.length,
        p50Ms: quantile(0.5),
        p99Ms: quantile(0.99),
        worstMs: recoveries.at(-1) ?? 0,
        unexplained,
        liveFraction: 1 - downMs / Math.max(1, lastAt - (firstLiveAt ?? lastAt)),
      };
    },
  };
}
