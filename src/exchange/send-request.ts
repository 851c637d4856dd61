import { describeCause } from '../core/describe-cause';
import { ExchangeError, malformed } from './exchange-error';
import type { RequestFailure } from './failure';
import type { HttpResponse, Platform } from './ports';
import { parseJson } from '../core/parse-json';

/** The result of one request. */
type Reply<Result> =
  | { readonly kind: 'done'; readonly result: Result; readonly response: HttpResponse }
  | RequestFailure;

/** One request to one host. */
interface Sending<Result> {
  readonly url: string;
  readonly timeoutMs: number;
  /** Returns the result from parsed JSON; throws `ExchangeError` for JSON of another form. */
  readonly read: (json: unknown) => Result;
  /** Returns what a status other than 200 means. */
  readonly classify: (response: HttpResponse, body: string) => RequestFailure;
  readonly signal?: AbortSignal;
}

/**
 * Sends one request, once, and returns its result or failure; rejects only with the reason of `signal`.
 *
 * It sets no headers, which would make the browser send a CORS preflight that an exchange may refuse.
 */
export async function sendRequest<Result>(
  platform: Platform,
  { url, timeoutMs, read, classify, signal }: Sending<Result>,
): Promise<Reply<Result>> {
  const answer = await fetchText(platform, url, timeoutMs, signal);
  if ('kind' in answer) return answer;
  const { response, body } = answer;
  if (response.status !== 200) return classify(response, body);
  try {
    return { kind: 'done', result: read(readJson(body)), response };
  } catch (cause) {
    if (!(cause instanceof ExchangeError)) throw cause;
    return { kind: 'malformed', detail: cause.message };
  }
}

interface Answer {
  readonly response: HttpResponse;
  readonly body: string;
}

/** The time limit covers the body too, since a connection can break off in the middle of it. */
async function fetchText(
  platform: Platform,
  url: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Answer | RequestFailure> {
  signal?.throwIfAborted();
  const { controller: stop, unlink } = linkAbort(signal);
  const load = async (): Promise<Answer | RequestFailure> => {
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
  const watch = async (): Promise<RequestFailure> => {
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

function readJson(body: string): unknown {
  try {
    return parseJson(body);
  } catch (cause) {
    const start = JSON.stringify(body.slice(0, 60));
    throw malformed(`the answer is not JSON: it starts with ${start} (${describeCause(cause)})`);
  }
}

/** An abort controller that follows a signal until it is unlinked. */
interface LinkedAbort {
  readonly controller: AbortController;
  /** Stops following, so that a long-lived signal does not keep the controller in memory. */
  unlink(): void;
}

/** Returns a controller that aborts when `signal` does, with its reason, and can be aborted before. */
export function linkAbort(signal: AbortSignal | undefined): LinkedAbort {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return { controller, unlink: () => signal?.removeEventListener('abort', onAbort) };
}
