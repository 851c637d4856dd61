import { backOff } from '../core/backoff';
import type { ExchangeInfo, ExchangeRefusal } from '../core/exchange';
import type { AskOptions, ExchangeLimits } from './exchange';
import { ExchangeError, type ExchangeErrorKind } from './exchange-error';
import {
  describeFailure,
  describeGivingUp,
  describeRetry,
  nameHost,
  type HostFailure,
  type RefusedRequest,
  type RequestFailure,
} from './failure';
import type { ExchangePorts, HttpResponse } from './ports';
import { createRequestGate, type GateWait, type Ticket } from './request-gate';
import { sendRequest } from './send-request';

/** A request to an exchange, to whichever host. */
interface Question<Result> {
  /** Path and query: `/api/v3/time`. */
  readonly path: string;
  readonly weight: number;
  /** By the machine's clock. */
  readonly timeoutMs?: number;
  readonly read: (json: unknown) => Result;
}

/** What the requests of an exchange have in common. */
export interface RestProtocol {
  readonly info: ExchangeInfo;
  readonly limits: ExchangeLimits;
  /** `https://host`, the preferred one first. All hosts share the limits of an address. */
  readonly hosts: readonly string[];
  /** Returns what an answer with a status other than 200 means; `now` in ms since the epoch. */
  classify(response: HttpResponse, body: string, now: number): RequestFailure;
  /** Returns the weight that the exchange has counted in this minute, if the answer says so. */
  readUsedWeight?(response: HttpResponse): number | undefined;
}

/** Sends requests to an exchange's hosts; rejects with `ExchangeError`, or the signal's reason. */
interface Requester {
  ask<Result>(question: Question<Result>, options?: AskOptions): Promise<Result>;
  /** The host that answered last, or the preferred one before that. */
  readonly host: string;
  /** Requests sent so far, repeated ones included. */
  readonly requests: number;
}

/** Failures in a row after which a host is given up: before any request has succeeded, and later. */
const firstAttempts = 3;
const laterAttempts = 6;
/** Refusals for too many requests, in a row, after which a request is given up. */
const maxPauses = 8;
/** A longer wait is an error, so that a person decides. */
const maxWaitMs = 3_600_000;
/** Shorter waits are not reported. */
const minReportedMs = 2000;
const retryWaits = { firstMs: 1000, maxMs: 60_000 };

/**
 * Returns a requester whose requests all pass one gate. With `retries: 'repeat'`, a request that may succeed later
 * is sent again, then to the next host. With `once`, a failure is thrown, and the next request goes to the next host.
 */
export function createRequester(ports: ExchangePorts, protocol: RestProtocol): Requester {
  const { platform, exchangeClock = platform, refusals, weightShare, retries } = ports;
  const { info, limits } = protocol;
  const hosts = ports.hosts?.rest ?? protocol.hosts;
  const { now } = exchangeClock;
  const gate = createRequestGate({ now, refusals, limits, weightShare });
  let preferred = 0;
  let hasAnswered = false;
  let requests = 0;

  async function send<Result>(
    host: string,
    { path, timeoutMs = 20_000, read }: Question<Result>,
    ticket: Ticket,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly kind: 'done'; readonly result: Result } | RequestFailure> {
    requests++;
    const classify = (response: HttpResponse, body: string): RequestFailure =>
      protocol.classify(response, body, now());
    const url = host + path;
    const reply = await sendRequest(platform, { url, timeoutMs, read, classify, signal });
    if (reply.kind === 'done') {
      hasAnswered = true;
      ticket.answered(protocol.readUsedWeight?.(reply.response));
    }
    // An error about the request itself shows that the exchange answers this address.
    if (reply.kind === 'final') ticket.answered();
    return reply;
  }

  async function askOnce<Result>(
    question: Question<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    const ticket = await enterSoon(question.weight, signal);
    try {
      const host = hosts[preferred % hosts.length];
      const reply = await send(host, question, ticket, signal);
      if (reply.kind === 'done') return reply.result;
      if (reply.kind === 'final') throw reply.error;
      const message = describeFailure(reply, nameHost(host));
      if (reply.kind !== 'rate-limited' && reply.kind !== 'banned') preferred++;
      const waitMs = isRefused(reply) ? refuse(ticket, reply, message) : undefined;
      throw new ExchangeError(nameKind(reply), message, { waitMs });
    } finally {
      ticket.leave();
    }
  }

  /** Waits at the gate for a short time; throws for longer waits and where the exchange refuses this address. */
  async function enterSoon(weight: number, signal: AbortSignal | undefined): Promise<Ticket> {
    for (;;) {
      const turn = await gate.enter(weight);
      if (!isWait(turn)) return turn;
      signal?.throwIfAborted();
      const { waitMs, kind, message, isRefusal } = turn;
      if (isRefusal || waitMs > minReportedMs) {
        throw new ExchangeError(kind === 'blocked' ? 'firewall' : kind, message, { waitMs });
      }
      await exchangeClock.sleep(waitMs, signal);
    }
  }

  async function askAgain<Result>(
    question: Question<Result>,
    options: AskOptions,
  ): Promise<Result> {
    const { signal } = options;
    const first = preferred;
    const failures: HostFailure[] = [];
    let attempts = 0;
    let pauses = 0;
    let ticket: Ticket | undefined;
    const leave = (): void => {
      ticket?.leave();
      ticket = undefined;
    };
    try {
      for (;;) {
        ticket ??= await enterPatiently(question.weight, options);
        const index = (first + failures.length) % hosts.length;
        const host = hosts[index];
        const reply = await send(host, question, ticket, signal);
        switch (reply.kind) {
          case 'done':
            preferred = index;
            return reply.result;
          case 'final':
            throw reply.error;
          case 'rate-limited':
          case 'banned': {
            const pauseMs = refuse(ticket, reply, describeFailure(reply, nameHost(host)));
            leave();
            if (++pauses >= maxPauses) throw giveUpPaused(reply.kind, pauseMs);
            continue;
          }
          case 'firewall':
          case 'region':
            // The next host may accept it: this request goes there at once, while all others wait.
            refuse(ticket, reply, describeFailure(reply, nameHost(host)));
            break;
          case 'network':
          case 'timeout':
          case 'server':
          case 'malformed':
            leave();
            // The network was lost during the request, which says nothing about the host.
            if (reply.kind === 'network' && !platform.isOnline()) continue;
            attempts++;
            if (attempts < (hasAnswered ? laterAttempts : firstAttempts)) {
              await waitForRetry(attempts, describeRetry(reply), options);
              continue;
            }
        }
        failures.push({ host, failure: reply });
        if (failures.length === hosts.length) throw describeGivingUp(info, failures);
        attempts = 0;
      }
    } finally {
      leave();
    }
  }

  async function enterPatiently(
    weight: number,
    { signal, onWait = () => undefined }: AskOptions,
  ): Promise<Ticket> {
    for (;;) {
      signal?.throwIfAborted();
      if (!platform.isOnline()) {
        onWait({ kind: 'offline' });
        while (!platform.isOnline()) await platform.sleep(1000, signal);
        onWait(undefined);
      }
      const turn = await gate.enter(weight);
      if (!isWait(turn)) return turn;
      const { kind, waitMs } = turn;
      if (waitMs > maxWaitMs) throw giveUpPaused(kind, waitMs);
      const isReported = waitMs >= minReportedMs;
      if (isReported) onWait({ kind, waitMs });
      await exchangeClock.sleep(waitMs, signal);
      if (isReported) onWait(undefined);
    }
  }

  async function waitForRetry(
    attempt: number,
    reason: string,
    { signal, onWait = () => undefined }: AskOptions,
  ): Promise<void> {
    const waitMs = Math.ceil(backOff(attempt, retryWaits, platform.random));
    onWait({ kind: 'retrying', waitMs, reason });
    await platform.sleep(waitMs, signal);
    onWait(undefined);
  }

  /** Another host would not help, since all hosts share the limits of an address. */
  function giveUpPaused(kind: ExchangeRefusal['kind'], retryAfterMs: number): ExchangeError {
    const failure: RefusedRequest =
      kind === 'blocked' ? { kind: 'firewall' } : { kind, retryAfterMs };
    return describeGivingUp(info, [{ host: hosts[preferred], failure }]);
  }

  return {
    ask: (question, options = {}) =>
      retries === 'once' ? askOnce(question, options.signal) : askAgain(question, options),
    get host() {
      return hosts[preferred % hosts.length];
    },
    get requests() {
      return requests;
    },
  };
}

function isWait(turn: Ticket | GateWait): turn is GateWait {
  return 'waitMs' in turn;
}

function isRefused(failure: RequestFailure): failure is RefusedRequest {
  return ['rate-limited', 'banned', 'firewall', 'region'].includes(failure.kind);
}

/** Closes the gate; returns how long all must wait, in ms. */
function refuse(ticket: Ticket, reply: RefusedRequest, message: string): number {
  return 'retryAfterMs' in reply
    ? ticket.refused({ kind: reply.kind, message, waitMs: reply.retryAfterMs })
    : ticket.refused({ kind: 'blocked', message });
}

function nameKind({ kind }: Exclude<RequestFailure, { kind: 'final' }>): ExchangeErrorKind {
  return kind === 'network' ? 'unreachable' : kind;
}
