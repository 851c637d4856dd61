import type { ExchangeInfo } from '../core/exchange';
import { ExchangeError, type ExchangeErrorKind } from './exchange-error';
import type { HttpResponse } from './ports';

/** Why one request to one host failed. */
export type RequestFailure =
  /** The request itself is wrong, so trying another host, or again later, does not help. */
  | { readonly kind: 'final'; readonly error: ExchangeError }
  | RefusedRequest
  /** The browser only says that it failed. */
  | { readonly kind: 'network' }
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'server'; readonly status: number }
  | { readonly kind: 'malformed'; readonly detail: string };

/** The exchange refuses this address. */
export type RefusedRequest =
  /** `retryAfterMs` is undefined where the answer does not say, or the browser hides it. */
  | { readonly kind: 'rate-limited' | 'banned'; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'firewall' | 'region' };

/**
 * Returns what an answer with a status other than 200 means: as HTTP defines it, and 418 as a ban, as several
 * exchanges use it. `now` in ms since the epoch.
 */
export function classifyStatus({ status, headers }: HttpResponse, now: number): RequestFailure {
  switch (status) {
    case 403:
      return { kind: 'firewall' };
    case 451:
      return { kind: 'region' };
    case 418:
    case 429: {
      const kind = status === 418 ? 'banned' : 'rate-limited';
      return { kind, retryAfterMs: readRetryAfter(headers, now) };
    }
    default:
      return { kind: 'server', status };
  }
}

/** `Retry-After` is a number of seconds or a date; undefined where it is missing or hidden by the browser. */
function readRetryAfter(headers: HttpResponse['headers'], now: number): number | undefined {
  const text = headers.get('Retry-After')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = text === '' ? NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Returns a host without the scheme, for people. */
export function nameHost(host: string): string {
  return host.replace(/^\w+:\/\//, '');
}

/** Returns what went wrong with one request, as a sentence without advice. */
export function describeFailure(failure: RequestFailure, host: string): string {
  switch (failure.kind) {
    case 'final':
      return failure.error.message;
    case 'rate-limited':
      return `${host} says that too many requests came from this address (status 429)`;
    case 'banned':
      return `${host} has banned this address for a while (status 418)`;
    case 'firewall':
      return `The firewall of ${host} refuses this network (status 403)`;
    case 'region':
      return `${host} does not serve this region (status 451)`;
    case 'network':
      return `${host} could not be reached`;
    case 'timeout':
      return `${host} did not answer within ${failure.seconds} s`;
    case 'server':
      return `${host} answered with status ${failure.status}`;
    case 'malformed':
      return `${host} sent something that cannot be read: ${failure.detail}`;
  }
}

/** Returns why the request is sent again, as part of a sentence. */
export function describeRetry(failure: RequestFailure): string {
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

/** Returns possible reasons and advice for when the browser only says that it could not reach an exchange. */
export function adviseUnreachable(name: string): string {
  return `${name} may be blocked in this region, or by an ad blocker, a firewall or a proxy: allow these hosts, or use another network.`;
}

/** A host that was given up, and why. */
export interface HostFailure {
  readonly host: string;
  readonly failure: RequestFailure;
}

/** Most informative first: of several hosts' failures, the earliest in this list is reported. */
const byInformation: readonly RequestFailure['kind'][] = [
  'final',
  'region',
  'firewall',
  'banned',
  'rate-limited',
  'malformed',
  'server',
  'timeout',
  'network',
];

/** Returns the error that says why no host answered, and what a person can do. */
export function describeGivingUp(
  exchange: ExchangeInfo,
  failures: readonly HostFailure[],
): ExchangeError {
  const [first] = [...failures].sort(
    (a, b) => byInformation.indexOf(a.failure.kind) - byInformation.indexOf(b.failure.kind),
  );
  if (first === undefined) throw new Error('exchange: no host was asked');
  const { failure } = first;
  if (failure.kind === 'final') return failure.error;
  const hosts = failures.map(({ host }) => nameHost(host)).join(' and ');
  const text = advise(exchange.name, failure, nameHost(first.host), hosts);
  const kind: ExchangeErrorKind = failure.kind === 'network' ? 'unreachable' : failure.kind;
  return new ExchangeError(kind, `${text} ${adviseFiles(exchange)}`);
}

function adviseFiles({ archive }: ExchangeInfo): string {
  const where = archive === undefined ? '' : ` (${archive.host} has archives of all bars)`;
  return `Or download the files in another way${where} and drop them here.`;
}

function advise(
  name: string,
  failure: Exclude<RequestFailure, { readonly kind: 'final' }>,
  host: string,
  hosts: string,
): string {
  switch (failure.kind) {
    case 'region':
      return `${name} does not serve the country that this network is in (status 451 of ${host}).`;
    case 'firewall':
      return `${name}'s firewall refuses this network (status 403 of ${host}). Wait some minutes, or leave the VPN or proxy, and try again.`;
    case 'banned':
      return `${name} has banned this network for a while because of too many requests${describeWait(failure.retryAfterMs)}. Other programs at the same address count too.`;
    case 'rate-limited':
      return `${name} still says "too many requests" after several waits. Another program at the same address may be using up the limit: stop it, or try again later.`;
    case 'malformed':
      return `${host} sent something that is not what ${name} documents: ${failure.detail}. A proxy or a login page may be in the way. Try again later.`;
    case 'server':
      return `${hosts} cannot answer at the moment (status ${failure.status}). Try again in some minutes.`;
    case 'timeout':
      return `${hosts} did not answer within ${failure.seconds} s, several times. The connection may be slow: try again later.`;
    case 'network':
      return `The browser could not reach ${hosts}, and does not say why. ${adviseUnreachable(name)}`;
  }
}

function describeWait(retryAfterMs: number | undefined): string {
  if (retryAfterMs === undefined) return '';
  const minutes = Math.ceil(retryAfterMs / 60_000);
  return minutes < 120
    ? `: try again in ${minutes} minutes`
    : `: try again in ${Math.ceil(minutes / 60)} hours`;
}
