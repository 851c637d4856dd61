import type { ExchangeRefusal } from '../core/exchange';

/** The parts of a `Response` that are used. */
export type HttpResponse = Pick<Response, 'status' | 'text'> & {
  readonly headers: Pick<Headers, 'get'>;
};

/** A clock, and a way to wait by it. */
interface WaitingClock {
  /** ms since the epoch. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason once it aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What requests need from the machine. */
export interface Platform extends WaitingClock {
  readonly fetch: (url: string, init: RequestInit) => Promise<HttpResponse>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** False only if there is certainly no network. */
  readonly isOnline: () => boolean;
}

/**
 * Stores the exchange's refusal, so that it is known after a reload and in other tabs. Nothing rejects: if
 * storage fails, each tab only knows the refusals that it received itself, and its requests continue.
 */
export interface RefusalStore {
  load(): Promise<ExchangeRefusal | undefined>;
  save(refusal: ExchangeRefusal): Promise<void>;
  clear(): Promise<void>;
}

/** What an exchange needs from outside. */
export interface ExchangePorts {
  readonly platform: Platform;
  readonly refusals: RefusalStore;
  /** Fraction of the exchange's limit per address that may be used, 0 to 1; other programs there need some too. */
  readonly weightShare: number;
  /**
   * `repeat`: a request that may succeed later is sent again, then to the next host, and waits are reported.
   * `once`: a failure is thrown at once, and the caller decides when to try again.
   */
  readonly retries: 'repeat' | 'once';
  /**
   * A clock at the exchange's speed that never goes back, so that adjusting the machine's clock cannot end a
   * ban; the platform's when left out.
   */
  readonly exchangeClock?: WaitingClock;
  /** Servers to use instead, in tests. */
  readonly hosts?: { readonly rest?: readonly string[]; readonly stream?: readonly string[] };
}
