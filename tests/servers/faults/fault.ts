import type { EpochMs } from '../../../src/core/bars/bars';

/**
 * When a fault happens. Its opportunities are the messages, requests, connection attempts or closed
 * bars that fit `symbol`, `path` and `bar`, from `at` on and after the first `after` of them. It takes
 * each `every`-th, or each with `probability`; every one when neither is there.
 */
export interface FaultTrigger {
  /** Exchange time. */
  readonly at?: EpochMs;
  readonly after?: number;
  readonly every?: number;
  readonly probability?: number;
  /** How often at most: 1 when left out, without limit when `every` or `probability` is there. */
  readonly times?: number;
  readonly symbol?: string;
  /** Of requests: the start of the path. */
  readonly path?: string;
  /** Of messages: whether the kline is closed. */
  readonly bar?: 'forming' | 'closed';
}

/** What happens to one kline message of one connection, or through it to the connection. */
export type MessageFault = FaultTrigger &
  (
    | { readonly kind: 'drop-connection' }
    /** Nothing more comes and nothing is answered, but the socket stays; for ever when left out. */
    | { readonly kind: 'half-open'; readonly durationMs?: number }
    /** The message and all behind it wait. */
    | { readonly kind: 'delay-message'; readonly delayMs?: number }
    | { readonly kind: 'duplicate-message'; readonly copies?: number }
    /** The message comes after the next one. */
    | { readonly kind: 'reorder-messages' }
    /** `text` comes in its place, by default its own first half. */
    | { readonly kind: 'malformed-message'; readonly text?: string }
    /** An event that nobody knows comes before it. */
    | { readonly kind: 'unknown-event' }
    | { readonly kind: 'unknown-fields' }
    /** Neither it nor any further message of its bar comes. */
    | { readonly kind: 'missing-bar' }
    /** Neither it nor anything else of its stream comes, until the stream is asked for again. */
    | { readonly kind: 'silent-stream' }
    /** The end of the 24 hours, whenever it is. */
    | { readonly kind: 'day-cut' }
    /** Announced by `serverShutdown`, raw or as a stream's message, the connection ends `noticeMs` later. */
    | { readonly kind: 'server-shutdown'; readonly noticeMs?: number; readonly isWrapped?: boolean }
    /** All connections end and the port is closed. */
    | { readonly kind: 'outage'; readonly durationMs?: number }
  );

/** What happens to one REST request. */
export type RequestFault = FaultTrigger &
  /** `retryAfter` in seconds; no header when left out. */
  (
    | { readonly kind: 'rest-429'; readonly retryAfter?: number }
    | { readonly kind: 'rest-418'; readonly retryAfter?: number }
    /** The firewall: an HTML page which a browser may not read. */
    | { readonly kind: 'rest-403' }
    /** A blocked region; a browser may read the answer only where `isReadable`. */
    | { readonly kind: 'rest-451'; readonly isReadable?: boolean }
    | { readonly kind: 'rest-5xx'; readonly status?: number }
    /** Any error of the API. */
    | { readonly kind: 'rest-error'; readonly code: number; readonly msg: string }
    /** A page with status 200, as a captive portal answers. */
    | { readonly kind: 'rest-html' }
    | { readonly kind: 'rest-slow'; readonly delayMs?: number }
    /** The connection ends before a byte of the answer. */
    | { readonly kind: 'rest-drop' }
    /** The connection ends in the middle of the body. */
    | { readonly kind: 'rest-cut' }
    | { readonly kind: 'rest-malformed' }
    /** A complete answer whose JSON ends half-way. */
    | { readonly kind: 'rest-truncated' }
    | { readonly kind: 'rest-duplicate-rows' }
    | { readonly kind: 'rest-missing-rows' }
    | { readonly kind: 'rest-outage'; readonly durationMs?: number }
  );

/** What happens to one attempt to open a socket. */
export type ConnectFault = FaultTrigger & {
  readonly kind: 'refuse-socket';
  readonly status?: number;
};

/** What happens to a bar of a stream right after its closing message. */
export type CloseFault = FaultTrigger & {
  readonly kind: 'corrected-bar';
  /** Whether a second closing message tells, `delayMs` later; REST knows at once. */
  readonly isResent?: boolean;
  readonly delayMs?: number;
};

export interface FaultsByTarget {
  readonly message: MessageFault;
  readonly request: RequestFault;
  readonly connect: ConnectFault;
  readonly close: CloseFault;
}

export type FaultTarget = keyof FaultsByTarget;
export type Fault = FaultsByTarget[FaultTarget];
export type FaultKind = Fault['kind'];

/** What each kind of fault happens to; the keys are all kinds. */
export const faultTargets: Readonly<Record<FaultKind, FaultTarget>> = {
  'drop-connection': 'message',
  'half-open': 'message',
  'delay-message': 'message',
  'duplicate-message': 'message',
  'reorder-messages': 'message',
  'malformed-message': 'message',
  'unknown-event': 'message',
  'unknown-fields': 'message',
  'missing-bar': 'message',
  'silent-stream': 'message',
  'day-cut': 'message',
  'server-shutdown': 'message',
  outage: 'message',
  'rest-429': 'request',
  'rest-418': 'request',
  'rest-403': 'request',
  'rest-451': 'request',
  'rest-5xx': 'request',
  'rest-error': 'request',
  'rest-html': 'request',
  'rest-slow': 'request',
  'rest-drop': 'request',
  'rest-cut': 'request',
  'rest-malformed': 'request',
  'rest-truncated': 'request',
  'rest-duplicate-rows': 'request',
  'rest-missing-rows': 'request',
  'rest-outage': 'request',
  'refuse-socket': 'connect',
  'corrected-bar': 'close',
};

/** Every kind of fault. */
export const faultKinds = Object.keys(faultTargets) as readonly FaultKind[];
