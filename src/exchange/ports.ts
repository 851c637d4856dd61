import type { ExchangeRefusal } from '../core/exchange';

/** The parts of a `Response` that are read. */
export type HttpResponse = Pick<Response, 'status' | 'text'> & {
  readonly headers: Pick<Headers, 'get'>;
};

/** A clock, and how to wait by it. */
interface WaitingClock {
  /** ms since the epoch. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason once it aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What requests need of the machine. */
export interface Platform extends WaitingClock {
  readonly fetch: (url: string, init: RequestInit) => Promise<HttpResponse>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** False only where there is certainly no network. */
  readonly isOnline: () => boolean;
}

/**
 * What is known of refusals beyond the life of a tab, and in other tabs. Nothing rejects: without a disk each
 * tab knows of those alone that it met itself, and its requests go on.
 */
export interface RefusalStore {
  load(): Promise<ExchangeRefusal | undefined>;
  save(refusal: ExchangeRefusal): Promise<void>;
  clear(): Promise<void>;
}

/** Everything outside that an exchange works with. */
export interface ExchangePorts {
  readonly platform: Platform;
  readonly refusals: RefusalStore;
  /** Of what the exchange allows an address, 0 to 1: others there need some too. */
  readonly weightShare: number;
  /**
   * `repeat`: what may succeed later is asked again, then at the next host, and waits are told. `once`: it fails
   * at once, and the caller decides when to ask again.
   */
  readonly retries: 'repeat' | 'once';
  /**
   * Time at the exchange's pace that never goes back: a clock that is set must not end a ban. The platform's
   * unless told.
   */
  readonly exchangeClock?: WaitingClock;
  /** Servers that are asked instead, in tests. */
  readonly hosts?: { readonly rest?: readonly string[]; readonly stream?: readonly string[] };
}
