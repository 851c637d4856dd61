import type { EpochMs } from '../../src/core/bars/bars';
import type { ConnectionState } from '../../src/live/market/connection-state';
import { tickMs } from '../../src/live/market/connection';
import { defaultSocketTimes } from '../../src/live/market/socket-plan';

/** While a fault acts, from its beginning until the exchange is as it should be, by the fault's own script. */
export interface FaultSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Nearest-rank quantiles in ms of the exchange's time; 0 where there is nothing to rank. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

/** How a client came back after faults. */
export interface RecoveryReport {
  readonly downtimes: number;
  /** Downtimes that began when no fault acted or could still show. */
  readonly unexplained: number;
  /** Downtimes that were over before their last fault was: they are in `fromDowntimeStartMs` alone. */
  readonly recoveredDuringFault: number;
  /**
   * From the end of the last fault that acted during the downtime, or led to it, until the client was live:
   * silence that had to be noticed, requests that had to be given up and waits are all in it.
   */
  readonly fromFaultEndMs: Quantiles;
  /** From the moment at which the client was not live any more, faults that still acted included. */
  readonly fromDowntimeStartMs: Quantiles;
  readonly liveFraction: number;
}

/** Watches whether a client is live. */
export interface RecoveryWatch {
  look(state: ConnectionState, at: EpochMs): void;
  report(faults: readonly FaultSpan[]): RecoveryReport;
}

/**
 * A fault shows at once, with the next message of its symbol (2 s), when a bar is overdue (1.5 s), or, where
 * everything falls silent, after the silence that makes a connection stale, the latest of all: 6 s and a tick.
 */
export const showsWithinMs = defaultSocketTimes.staleAfterMs + tickMs;

interface Downtime {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

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
    report(faults) {
      const fromFaultEnd: number[] = [];
      let unexplained = 0;
      let recoveredDuringFault = 0;
      for (const { from, to } of downtimes) {
        const causes = faults.filter(
          (fault) => fault.from <= to && fault.to + showsWithinMs >= from,
        );
        if (!causes.some((cause) => cause.from <= from)) unexplained++;
        // What no fault explains counts in full.
        const end = causes.length === 0 ? from : Math.max(...causes.map((cause) => cause.to));
        if (end > to) recoveredDuringFault++;
        else fromFaultEnd.push(to - end);
      }
      const lengths = downtimes.map(({ from, to }) => to - from);
      const downMs = lengths.reduce((sum, length) => sum + length, 0);
      return {
        downtimes: downtimes.length,
        unexplained,
        recoveredDuringFault,
        fromFaultEndMs: findQuantiles(fromFaultEnd),
        fromDowntimeStartMs: findQuantiles(lengths),
        liveFraction: 1 - downMs / Math.max(1, lastAt - (firstLiveAt ?? lastAt)),
      };
    },
  };
}

function findQuantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const read = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: read(0.5), p99: read(0.99), worst: read(1) };
}
