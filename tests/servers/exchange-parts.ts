import type { EpochMs } from '../../src/core/bars/bars';
import type { ExchangeClock } from './clock/exchange-clock';
import type { ExchangeLimits } from './exchange-limits';
import type { ExchangeCounters } from './exchange-stats';
import type { FaultScript } from './faults/fault-script';
import type { Market } from './market/market';
import type { Outbox } from './outbox';

/** What the parts of one server share. */
export interface ExchangeParts {
  readonly clock: ExchangeClock;
  readonly limits: ExchangeLimits;
  /** By symbol. */
  readonly markets: ReadonlyMap<string, Market>;
  readonly script: FaultScript;
  readonly counters: ExchangeCounters;
  readonly outbox: Outbox;
  /** The closing message of a bar is about to be sent. */
  onClosing(symbol: string, openTime: EpochMs): void;
  /** Ends all connections and closes the port for a while. */
  startOutage(durationMs: number): void;
}
