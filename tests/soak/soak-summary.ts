import type { ConnectionCounts } from '../../src/live/market/connection-state';
import type { FaultKind } from '../servers/faults/fault';
import type { AccountCheck } from './check-accounts';
import type { SeriesCheck } from './compare-series';
import type { GrowthReport } from './heap-growth';
import type { RecoveryReport } from './recovery';

/** What a soak came to; `violations` is empty where all was as it must be. */
export interface SoakSummary {
  readonly bars: number;
  readonly seconds: number;
  readonly faults: number;
  readonly faultsByKind: Readonly<Record<FaultKind, number>>;
  readonly series: Readonly<Record<string, SeriesCheck>>;
  readonly accounts: Readonly<Record<string, AccountCheck>>;
  readonly inferences: number;
  readonly expectedInferences: number;
  readonly counts: ConnectionCounts;
  readonly recovery: RecoveryReport;
  /** Of one stream while its connection stood: until the client asked for it again, or the connection ended. */
  readonly maxSilenceMs: number;
  /** From the arrival of a closing message to the prediction, on this machine, which may be busy. */
  readonly latencyMs: Readonly<Record<'p50' | 'p95' | 'p99' | 'worst', number>>;
  /** Heap of a client alone, after a collection; undefined where it was not measured. */
  readonly memory: GrowthReport | undefined;
  readonly violations: readonly string[];
}
