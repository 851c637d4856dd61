import { describeCause } from '../core/describe-cause';
import type { ExchangeRefusal } from '../core/exchange';

/**
 * Why the exchange sent no data:
 * - `bad-symbol`, `bad-interval`: the exchange has no such market or interval;
 * - `refused`: the exchange refuses the request for another reason;
 * - `rate-limited`, `banned`: too many requests came from this network;
 * - `firewall`, `region`: the exchange refuses this network, or its country;
 * - `unreachable`: no host could be reached, and browsers do not say why;
 * - `server`, `timeout`: the hosts answer with errors, or too slowly;
 * - `malformed`: an answer does not match the exchange's documentation;
 * - `conflict`: two answers have different bars of the same time;
 * - `empty`: there is no bar in the requested range;
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

/** The exchange sent no data. The message tells people what happened and what to do. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly kind: ExchangeErrorKind;
  /** How long all requests from this address must wait, in ms; undefined where the address is not refused. */
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

/** Returns the error for an answer that does not match the exchange's documentation; `detail` says where. */
export function malformed(detail: string, options?: ErrorOptions): ExchangeError {
  return new ExchangeError('malformed', detail, options);
}

/** Why an exchange sent no bars, as plain data. */
export type FetchFailure =
  | {
      /** `refused`: the request is wrong; `unknown-symbol`: there is no such symbol, but others may work. */
      readonly kind: 'network' | 'refused' | 'unknown-symbol';
      readonly message: string;
    }
  | FetchRefusal;

/** The exchange refuses this address for a while. */
export interface FetchRefusal {
  readonly kind: ExchangeRefusal['kind'];
  readonly message: string;
  /** No request may be sent for this long, for any symbol. */
  readonly waitMs: number;
}

/** Returns the cause of a rejected request as plain data. */
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

/** Returns the exchange's refusal of this address, if that is the cause of a rejected request. */
export function readRefusal(cause: unknown): FetchRefusal | undefined {
  const failure = toFetchFailure(cause);
  return 'waitMs' in failure ? failure : undefined;
}
