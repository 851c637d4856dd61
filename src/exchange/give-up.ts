import { unreachableAdvice } from '../core/exchange-advice';
import { DownloadError, type DownloadErrorKind } from './exchange-error';
import type { Failure } from './binance/failure';

/** A host that was given up, and what its last answer was. */
export interface HostFailure {
  readonly host: string;
  readonly failure: Failure;
}

/** Of several hosts' failures the one that tells most comes first. */
const order: readonly Failure['kind'][] = [
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

/** Returns the error that says why no host gave an answer, and what a person can do. */
export function describeGivingUp(failures: readonly HostFailure[]): DownloadError {
  const [first] = [...failures].sort(
    (a, b) => order.indexOf(a.failure.kind) - order.indexOf(b.failure.kind),
  );
  if (first === undefined) throw new Error('give up: no host was asked');
  const { failure } = first;
  if (failure.kind === 'final') return failure.error;
  const hosts = failures.map(({ host }) => nameHost(host)).join(' and ');
  const { kind, text } = describe(failure, nameHost(first.host), hosts);
  return new DownloadError(kind, text);
}

/** A host as people know it, without the scheme. */
export function nameHost(host: string): string {
  return host.replace(/^\w+:\/\//, '');
}

const useFiles =
  'Or download the files in another way (data.binance.vision has archives of all bars) and drop them here.';

function describe(
  failure: Exclude<Failure, { readonly kind: 'final' }>,
  host: string,
  hosts: string,
): { readonly kind: DownloadErrorKind; readonly text: string } {
  switch (failure.kind) {
    case 'region':
      return {
        kind: 'region',
        text: `Binance does not serve the country that this network is in (status 451 of ${host}). ${useFiles}`,
      };
    case 'firewall':
      return {
        kind: 'firewall',
        text: `Binance's firewall refuses this network (status 403 of ${host}). Wait some minutes, or leave the VPN or proxy, and try again. ${useFiles}`,
      };
    case 'banned':
      return {
        kind: 'banned',
        text: `Binance has banned this network for a while because of too many requests${tellWhen(failure.retryAfterMs)}. Other programs at the same address count too. ${useFiles}`,
      };
    case 'rate-limited':
      return {
        kind: 'rate-limited',
        text: `Binance still says "too many requests" after several waits. Another program at the same address may be using the limit up: stop it, or try again later. ${useFiles}`,
      };
    case 'malformed':
      return {
        kind: 'malformed',
        text: `${host} sent something that is not what Binance documents: ${failure.detail}. A proxy or a login page may be in the way. Try again later. ${useFiles}`,
      };
    case 'server':
      return {
        kind: 'server',
        text: `${hosts} cannot answer at the moment (status ${failure.status}). Try again in some minutes. ${useFiles}`,
      };
    case 'timeout':
      return {
        kind: 'timeout',
        text: `${hosts} did not answer within ${failure.seconds} s, several times. The connection may be slow: try again later. ${useFiles}`,
      };
    case 'network':
      return {
        kind: 'unreachable',
        text: `The browser could not reach ${hosts}, and does not tell why. ${unreachableAdvice} ${useFiles}`,
      };
  }
}

function tellWhen(retryAfterMs: number | undefined): string {
  if (retryAfterMs === undefined) return '';
  const minutes = Math.ceil(retryAfterMs / 60_000);
  return minutes < 120
    ? `: try again in ${minutes} minutes`
    : `: try again in ${Math.ceil(minutes / 60)} hours`;
}
