import type { DownloadError } from './exchange-error';
import type { Failure } from './binance/failure';
import { describeGivingUp, type HostFailure } from './give-up';
import type { WaitListener } from './download/progress';
import type { Platform } from './platform';
import { sendRequest } from './send-request';
import type { Turn, WeightLimiter } from './weight-limiter';

/** One question to the exchange, whichever host answers it. */
export interface Question<Result> {
  /** With the query: `/api/v3/time`. */
  readonly path: string;
  readonly weight: number;
  readonly timeoutMs: number;
  readonly read: (json: unknown) => Result;
  readonly signal?: AbortSignal;
  readonly onWait: WaitListener;
}

/** Asks the hosts in turn; throws `DownloadError` when none has an answer. */
export interface HostAsker {
  ask<Result>(question: Question<Result>): Promise<Result>;
  /** The host that answered last, or else the preferred one. */
  readonly host: string;
  /** Requests sent so far, repeated ones included. */
  readonly requests: number;
}

/** Failures of one kind in a row after which a host is given up: at first contact, and later on. */
const firstAttempts = 3;
const laterAttempts = 6;
/** Refusals for too many requests, in a row, after which a request is given up. */
const mostPauses = 8;
/** A wait longer than this is for a person to decide on. */
const longestPauseMs = 3_600_000;
/** A turn that comes sooner than this is not worth telling. */
const shortestToldMs = 2000;

/**
 * Returns an asker that repeats what may succeed later (with jittered exponential backoff) and turns
 * to the next host when one cannot be had. All its requests share one limiter: a refusal for too many
 * requests stops them all.
 */
export function createHostAsker(
  platform: Platform,
  limiter: WeightLimiter,
  hosts: readonly string[],
): HostAsker {
  let preferred = 0;
  let hasAnswered = false;
  let requests = 0;

  async function takeTurn<Result>({ weight, signal, onWait }: Question<Result>): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      if (!platform.isOnline()) {
        onWait({ kind: 'offline' });
        while (!platform.isOnline()) await platform.sleep(1000, signal);
        onWait(undefined);
      }
      const { waitMs, kind } = limiter.take(weight);
      if (waitMs === 0) return;
      if (waitMs > longestPauseMs) throw giveUpPaused(kind, waitMs);
      const isTold = waitMs >= shortestToldMs;
      if (isTold) onWait({ kind, until: platform.now() + waitMs });
      await platform.sleep(waitMs, signal);
      if (isTold) onWait(undefined);
    }
  }

  async function backOff<Result>(
    { signal, onWait }: Question<Result>,
    attempt: number,
    reason: string,
  ): Promise<void> {
    const fullMs = 1000 * 2 ** (attempt - 1);
    const waitMs = Math.ceil(fullMs * (0.5 + 0.5 * platform.random()));
    onWait({ kind: 'retrying', until: platform.now() + waitMs, reason });
    await platform.sleep(waitMs, signal);
    onWait(undefined);
  }

  /** Asks one host until it answers or is given up. */
  async function askHost<Result>(
    host: string,
    question: Question<Result>,
  ): Promise<{ readonly kind: 'done'; readonly result: Result } | Failure> {
    let attempts = 0;
    let pauses = 0;
    for (;;) {
      await takeTurn(question);
      requests++;
      const reply = await sendRequest(platform, { ...question, url: host + question.path });
      switch (reply.kind) {
        case 'done':
          hasAnswered = true;
          if (reply.usedWeight !== undefined) limiter.observe(reply.usedWeight);
          return reply;
        case 'rate-limited':
        case 'banned': {
          pauses++;
          const pauseMs = choosePauseMs(reply.kind, reply.retryAfterMs, pauses);
          limiter.pause(platform.now() + pauseMs, reply.kind);
          if (pauses >= mostPauses) throw giveUpPaused(reply.kind, pauseMs);
          continue;
        }
        case 'final':
          throw reply.error;
        case 'firewall':
        case 'region':
          return reply;
        case 'network':
          // The network was lost during the request: that says nothing of the host.
          if (!platform.isOnline()) continue;
      }
      attempts++;
      if (attempts >= (hasAnswered ? laterAttempts : firstAttempts)) return reply;
      await backOff(question, attempts, describeReason(reply));
    }
  }

  return {
    async ask(question) {
      const first = preferred;
      const failures: HostFailure[] = [];
      for (let turn = 0; turn < hosts.length; turn++) {
        const index = (first + turn) % hosts.length;
        const reply = await askHost(hosts[index], question);
        if (reply.kind === 'done') {
          preferred = index;
          return reply.result;
        }
        failures.push({ host: hosts[index], failure: reply });
      }
      throw describeGivingUp(failures);
    },
    get host() {
      return hosts[preferred];
    },
    get requests() {
      return requests;
    },
  };
}

/**
 * Returns at least what the exchange says, and longer each time that it did not help; where it does
 * not say: a minute, and for a ban two, doubled each time.
 */
function choosePauseMs(
  kind: Turn['kind'],
  retryAfterMs: number | undefined,
  pauses: number,
): number {
  const doubled = 2 ** (pauses - 1);
  if (retryAfterMs !== undefined) return Math.max(1000 * doubled, retryAfterMs);
  return kind === 'banned' ? 120_000 * doubled : 60_000;
}

/** Every host counts the same address, so another one is no way round. */
function giveUpPaused(kind: Turn['kind'], retryAfterMs: number): DownloadError {
  return describeGivingUp([{ host: '', failure: { kind, retryAfterMs } }]);
}

function describeReason(failure: Failure): string {
  switch (failure.kind) {
    case 'network':
      return 'the connection failed';
    case 'timeout':
      return `no answer within ${failure.seconds} s`;
    case 'server':
      return `the exchange answers with status ${failure.status}`;
    case 'malformed':
      return 'the answer was damaged';
    default:
      return 'the exchange refused';
  }
}
