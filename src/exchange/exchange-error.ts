import { describeCause } from '../core/describe-cause';
import type { ExchangeRefusal } from '../core/exchange';

/**
 * Why the exchange gave no data:
 * - `bad-symbol`, `bad-interval`: the exchange knows no such market or interval;
 * - `refused`: the exchange refuses the request for another reason;
 * - `rate-limited`, `banned`: too many requests came from this network;
 * - `firewall`, `region`: the exchange refuses this network, or the country it is in;
 * - `unreachable`: no host could be reached, and a browser does not tell why;
 * - `server`, `timeout`: the hosts answer with errors, or too slowly;
 * - `malformed`: an answer is not what the exchange's documents say;
 * - `conflict`: two answers tell different bars of one time;
 * - `empty`: there is no bar in the range that was asked for;
 * - `up-to-date`: a dataset already ends with the newest closed bar;
 * - `mismatch`: a dataset to extend does not agree with the exchange.
 */
export type ExchangeErrorKind =
  | 'bad-symbol'
  | 'bad-interval'
  | 'refused'
  | 'rate-limited'
  | 'banned'
  | 'firewall'
  | 'region'
  | 'unreachable'
  | 'server'
  | 'timeout'
  | 'malformed'
  | 'conflict'
  | 'empty'
  | 'up-to-date'
  | 'mismatch';

/** The message says to people what happened and what to do. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly kind: ExchangeErrorKind;
  /** How long all requests of this address must wait, in ms; undefined where it does not refuse the address. */
  readonly waitMs: number | undefined;

  constructor(
    kind: ExchangeErrorKind,
    message: string,
    { waitMs, ...options }: ErrorOptions & { readonly waitMs?: number } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.waitMs = waitMs;
  }
}

/** The error of an answer that is not what the exchange's documents say; `detail` tells where. */
export function malformed(detail: string, options?: ErrorOptions): ExchangeError {
  return new ExchangeError('malformed', detail, options);
}

/** Why an exchange gave no bars, as a record that can be kept. */
export type FetchFailure =
  | {
      /** `refused`: a wrong request; `unknown-symbol`: there is no such symbol, others may do. */
      readonly kind: 'network' | 'refused' | 'unknown-symbol';
      readonly message: string;
    }
  | FetchRefusal;

/** The exchange refuses this address for a while. */
export interface FetchRefusal {
  readonly kind: ExchangeRefusal['kind'];
  readonly message: string;
  /** No request of any symbol is sent before. */
  readonly waitMs: number;
}

/** Returns the record of whatever a request was rejected with. */
export function toFetchFailure(cause: unknown): FetchFailure {
  const message = describeCause(cause);
  if (!(cause instanceof ExchangeError)) return { kind: 'network', message };
  const { kind, waitMs } = cause;
  if (waitMs !== undefined) {
    const isForRequests = kind === 'rate-limited' || kind === 'banned';
    return { kind: isForRequests ? kind : 'blocked', message, waitMs };
  }
  switch (kind) {
    case 'bad-symbol':
      return { kind: 'unknown-symbol', message };
    case 'bad-interval':
    case 'refused':
      return { kind: 'refused', message };
    default:
      return { kind: 'network', message };
  }
}

/** Returns the exchange's refusal of this address, if that is why there was no answer. */
export function readRefusal(cause: unknown): FetchRefusal | undefined {
  const failure = toFetchFailure(cause);
  return 'waitMs' in failure ? failure : undefined;
}
