import { describeCause } from '../core/describe-cause';
import { DownloadError } from './exchange-error';
import { classifyStatus, type Failure } from './binance/failure';
import type { HttpResponse, Platform } from './platform';

/** What one request brought. */
export type Reply<Result> =
  | { readonly kind: 'done'; readonly result: Result; readonly usedWeight: number | undefined }
  | Failure;

/** One request to one host. */
export interface Sending<Result> {
  readonly url: string;
  readonly timeoutMs: number;
  /** Makes the result of parsed JSON; throws `DownloadError` where it is not what it should be. */
  readonly read: (json: unknown) => Result;
  readonly signal?: AbortSignal;
}

/**
 * Sends one request, once, and says what came of it; rejects only with the reason of `signal`.
 *
 * No header of our own is set: it would make the browser ask for leave first, which the exchange
 * does not grant.
 */
export async function sendRequest<Result>(
  platform: Platform,
  { url, timeoutMs, read, signal }: Sending<Result>,
): Promise<Reply<Result>> {
  const answer = await fetchText(platform, url, timeoutMs, signal);
  if ('kind' in answer) return answer;
  const { response, body } = answer;
  if (response.status !== 200) return classifyStatus(response, body, platform.now());
  try {
    const result = read(parseJson(body));
    return { kind: 'done', result, usedWeight: readUsedWeight(response) };
  } catch (cause) {
    if (!(cause instanceof DownloadError)) throw cause;
    return { kind: 'malformed', detail: cause.message };
  }
}

interface Answer {
  readonly response: HttpResponse;
  readonly body: string;
}

/** The time limit covers the body too: a connection can die in the middle of it. */
async function fetchText(
  platform: Platform,
  url: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Answer | Failure> {
  signal?.throwIfAborted();
  const { controller: stop, unlink } = linkAbort(signal);
  const load = async (): Promise<Answer | Failure> => {
    try {
      const response = await platform.fetch(url, {
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        signal: stop.signal,
      });
      return { response, body: await response.text() };
    } catch {
      signal?.throwIfAborted();
      return { kind: 'network' };
    }
  };
  const watch = async (): Promise<Failure> => {
    await platform.sleep(timeoutMs, stop.signal);
    return { kind: 'timeout', seconds: timeoutMs / 1000 };
  };
  try {
    return await Promise.race([load(), watch()]);
  } finally {
    unlink();
    stop.abort(new DOMException('the request is over', 'AbortError'));
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    const start = JSON.stringify(body.slice(0, 60));
    throw new DownloadError(
      'malformed',
      `the answer is no JSON but ${start} (${describeCause(cause)})`,
    );
  }
}

function readUsedWeight({ headers }: HttpResponse): number | undefined {
  const text = headers.get('X-MBX-USED-WEIGHT-1M');
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** An abort controller that follows a signal until it is let go. */
export interface LinkedAbort {
  readonly controller: AbortController;
  /** Stops following, so that a long-lived signal does not hold on to what is over. */
  unlink(): void;
}

/** Returns a controller that aborts when `signal` does, with its reason, and may abort before. */
export function linkAbort(signal: AbortSignal | undefined): LinkedAbort {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return { controller, unlink: () => signal?.removeEventListener('abort', onAbort) };
}
