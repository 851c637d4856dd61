import type { EpochMs } from '../../src/core/bars/bars';
import type { FaultSubject } from './faults/fault-script';
import { faultKinds, type FaultKind } from './faults/fault';

/** A fault that has happened. */
export interface FiredFault extends FaultSubject {
  readonly kind: FaultKind;
  /** Exchange time. */
  readonly at: EpochMs;
}

/** A stream that a fault made silent on one connection. */
export interface StreamSilence {
  readonly symbol: string;
  readonly from: EpochMs;
  /** When the client asked for it again, or the connection ended; undefined while neither is so. */
  to: EpochMs | undefined;
}

/** What the server has done since its start or the last reset. */
export interface ExchangeStats {
  readonly faults: Readonly<Record<FaultKind, number>>;
  /** The faults one by one, in their order; the last 10,000. */
  readonly fired: readonly FiredFault[];
  /** The last 10,000. */
  readonly silences: readonly Readonly<StreamSilence>[];
  readonly requests: number;
  /** Weight of all requests that were answered by the API. */
  readonly weight: number;
  /** Answers 429 and 418 that the limits gave, without those of faults. */
  readonly rateLimited: number;
  readonly banned: number;
  /** Preflights, which a page causes by a header of its own; all are refused. */
  readonly preflights: number;
  readonly socketsOpened: number;
  readonly socketsOpen: number;
  /** Attempts that the limit or a fault refused. */
  readonly socketsRefused: number;
  readonly socketsWithoutPong: number;
  /** Sockets that sent too many messages. */
  readonly socketsTooBusy: number;
  readonly messagesSent: number;
  readonly messagesReceived: number;
  /** Bars whose closing message went to at least one connection, resent ones not counted. */
  readonly barsClosed: number;
}

type Counter = {
  [Name in keyof ExchangeStats]: ExchangeStats[Name] extends number ? Name : never;
}[keyof ExchangeStats];

/** The side of the statistics that the server writes. */
export interface ExchangeCounters {
  readonly stats: ExchangeStats;
  count(counter: Counter, by?: number): void;
  countFault(fault: FiredFault): void;
  addSilence(silence: StreamSilence): void;
  /** Sets everything to 0 but the sockets that are open. */
  reset(): void;
}

const longestLog = 10_000;

/** Returns counters at 0; `stats` is one object that stays up to date. */
export function createCounters(): ExchangeCounters {
  const fired: FiredFault[] = [];
  const silences: StreamSilence[] = [];
  const faults = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<
    FaultKind,
    number
  >;
  const counts: Record<Counter, number> = {
    requests: 0,
    weight: 0,
    rateLimited: 0,
    banned: 0,
    preflights: 0,
    socketsOpened: 0,
    socketsOpen: 0,
    socketsRefused: 0,
    socketsWithoutPong: 0,
    socketsTooBusy: 0,
    messagesSent: 0,
    messagesReceived: 0,
    barsClosed: 0,
  };
  const counters = Object.keys(counts) as Counter[];
  const stats = Object.assign(counts, { faults, fired, silences });
  return {
    stats,
    count: (counter, by = 1) => void (counts[counter] += by),
    countFault(fault) {
      faults[fault.kind]++;
      fired.push(fault);
      if (fired.length > longestLog) fired.shift();
    },
    addSilence(silence) {
      silences.push(silence);
      if (silences.length > longestLog) silences.shift();
    },
    reset() {
      for (const kind of faultKinds) faults[kind] = 0;
      fired.length = silences.length = 0;
      for (const counter of counters) {
        if (counter !== 'socketsOpen') counts[counter] = 0;
      }
    },
  };
}
