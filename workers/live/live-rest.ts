import type { Bars, EpochMs } from '../../src/core/bars/bars';
import { barIntervals } from '../../src/core/exchange';
import type { FetchFailure } from '../../src/exchange/exchange';
import type { Failure } from '../../src/exchange/binance/failure';
import { nameHost } from '../../src/exchange/give-up';
import type { TimeRange } from '../../src/exchange/binance/read-answers';
import type { Reply } from '../../src/exchange/send-request';
import { FetchError } from '../../src/exchange/fetch-error';
import type { BarQuery } from '../../src/live/ports';
import type { Refusal, RestGate } from './rest-gate';

/** How the exchange is asked and its answers are read. */
export interface RestParts {
  /** Sends one request, once; rejects only with the reason of `signal`. */
  send<Result>(request: {
    readonly url: string;
    readonly timeoutMs: number;
    readonly read: (json: unknown) => Result;
    readonly signal?: AbortSignal;
  }): Promise<Reply<Result>>;
  readKlines(json: unknown, intervalMs: number, range: TimeRange): Bars;
  readServerTime(json: unknown): EpochMs;
}

/** The exchange's REST interface, one request a call; calls reject with `FetchError`. */
export interface LiveRest {
  /** Bars of the range and perhaps others; one of them may still be forming. */
  fetchKlines(query: BarQuery, signal: AbortSignal): Promise<Bars>;
  fetchServerTime(signal: AbortSignal): Promise<EpochMs>;
}

/** Of the machine's time; the session gives up sooner where its own time runs faster. */
const timeoutMs = 20_000;
const mostKlines = 1000;
const weights = { klines: 2, time: 1 } as const;

/**
 * Returns an interface that asks one host until it fails, then the next. Nothing is repeated here:
 * the session waits as long as it must, and shows that it does. All requests pass one gate.
 */
export function createLiveRest(
  parts: RestParts,
  hosts: readonly string[],
  gate: RestGate,
): LiveRest {
  let preferred = 0;

  async function ask<Result>(
    path: string,
    weight: number,
    read: (json: unknown) => Result,
    signal: AbortSignal,
  ): Promise<Result> {
    const leave = await gate.enter(weight, signal);
    try {
      const host = hosts[preferred % hosts.length];
      const reply = await parts.send({ url: host + path, timeoutMs, read, signal });
      if (reply.kind === 'done') {
        gate.takeAnswer(reply.usedWeight);
        return reply.result;
      }
      // Every host counts the same address: another one is no way round a limit.
      const isOfHost = !['rate-limited', 'banned', 'final'].includes(reply.kind);
      if (isOfHost) preferred++;
      throw new FetchError(describeFailure(reply, nameHost(host), gate));
    } finally {
      leave();
    }
  }

  return {
    fetchKlines(query, signal) {
      const { symbol, interval, from, to } = query;
      const parameters = new URLSearchParams({
        symbol,
        interval,
        startTime: String(from),
        // The exchange counts it in.
        endTime: String(to - 1),
        limit: String(mostKlines),
      });
      const read = (json: unknown): Bars =>
        parts.readKlines(json, barIntervals[interval], { from, to });
      return ask(`/api/v3/klines?${parameters.toString()}`, weights.klines, read, signal);
    },
    fetchServerTime: (signal) =>
      ask('/api/v3/time', weights.time, (json) => parts.readServerTime(json), signal),
  };
}

function describeFailure(reply: Failure, host: string, gate: RestGate): FetchFailure {
  switch (reply.kind) {
    case 'final': {
      const { kind, message } = reply.error;
      // The exchange does answer.
      gate.takeAnswer(undefined);
      return { kind: kind === 'bad-symbol' ? 'unknown-symbol' : 'refused', message };
    }
    case 'rate-limited':
    case 'banned':
    case 'firewall':
    case 'region':
      return gate.takeRefusal(describeRefusal(reply, host));
    case 'network':
      return { kind: 'network', message: `${host} could not be reached` };
    case 'timeout':
      return { kind: 'network', message: `${host} did not answer within ${reply.seconds} s` };
    case 'server':
      return { kind: 'network', message: `${host} answered with status ${reply.status}` };
    case 'malformed':
      return { kind: 'network', message: `${host} sent what cannot be read: ${reply.detail}` };
  }
}

type RefusedReply = Extract<
  Failure,
  { readonly kind: 'rate-limited' | 'banned' | 'firewall' | 'region' }
>;

function describeRefusal(reply: RefusedReply, host: string): Refusal {
  switch (reply.kind) {
    case 'rate-limited':
      return {
        kind: 'rate-limited',
        message: `${host} says that too many requests came from this address (status 429)`,
        waitMs: reply.retryAfterMs,
      };
    case 'banned':
      return {
        kind: 'banned',
        message: `${host} has banned this address for a while (status 418)`,
        waitMs: reply.retryAfterMs,
      };
    case 'firewall':
      return {
        kind: 'blocked',
        message: `The firewall of ${host} refuses this network (status 403)`,
        waitMs: undefined,
      };
    case 'region':
      return {
        kind: 'blocked',
        message: `${host} does not serve this region (status 451)`,
        waitMs: undefined,
      };
  }
}
