import type { HttpResponse } from '../platform';
import { DownloadError } from '../exchange-error';

/** Why one request to one host did not bring what was asked for. */
export type Failure =
  /** The request itself is wrong, so that no other host or moment helps. */
  | { readonly kind: 'final'; readonly error: DownloadError }
  /** `retryAfterMs` is undefined where the browser may not read it. */
  | { readonly kind: 'rate-limited' | 'banned'; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'firewall' | 'region' }
  /** The browser tells nothing but that it failed. */
  | { readonly kind: 'network' }
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'server'; readonly status: number }
  | { readonly kind: 'malformed'; readonly detail: string };

/** Returns what an answer with a status other than 200 means; `now` in ms since the epoch. */
export function classifyStatus(response: HttpResponse, body: string, now: number): Failure {
  const { status } = response;
  switch (status) {
    case 403:
      return { kind: 'firewall' };
    case 451:
      return { kind: 'region' };
    case 418:
    case 429:
      return {
        kind: status === 418 ? 'banned' : 'rate-limited',
        retryAfterMs: readRetryAfter(response, now) ?? readBanEnd(body, now),
      };
  }
  const reason = readReason(body);
  if (status === 400 && reason !== undefined) {
    return { kind: 'final', error: describeRefusal(reason) };
  }
  return { kind: 'server', status };
}

/** The exchange's own words for a refusal: `{"code":-1121,"msg":"Invalid symbol."}`. */
interface Reason {
  readonly code: number;
  readonly msg: string;
}

function readReason(body: string): Reason | undefined {
  try {
    const json: unknown = JSON.parse(body);
    if (typeof json !== 'object' || json === null) return undefined;
    const { code, msg } = json as Partial<Record<string, unknown>>;
    return typeof code === 'number' && typeof msg === 'string' ? { code, msg } : undefined;
  } catch {
    return undefined;
  }
}

function describeRefusal({ code, msg }: Reason): DownloadError {
  const words = `(code ${code}: ${msg})`;
  switch (code) {
    case -1121:
      return new DownloadError(
        'bad-symbol',
        `Binance knows no such symbol ${words}. Choose one from the list, such as BTCUSDT.`,
      );
    case -1120:
      return new DownloadError(
        'bad-interval',
        `Binance has no bars of that interval ${words}. Choose another one, such as 1m.`,
      );
    default:
      return new DownloadError(
        'refused',
        `Binance refuses this request ${words}. Choose another symbol, interval or dates.`,
      );
  }
}

/** `Retry-After` is a number of seconds or a date; null where the browser may not read it. */
function readRetryAfter({ headers }: HttpResponse, now: number): number | undefined {
  const text = headers.get('Retry-After')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = text === '' ? NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A ban's body tells its end, which can be read where the header cannot. */
function readBanEnd(body: string, now: number): number | undefined {
  const end = /banned until (\d{13})\b/.exec(body)?.[1];
  return end === undefined ? undefined : Math.max(0, Number(end) - now);
}
