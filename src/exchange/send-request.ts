import { describeCause } from '../core/describe-cause';
import { ExchangeError, malformed } from './exchange-error';
import type { RequestFailure } from './failure';
import type { HttpResponse, Platform } from './ports';

/** What one request brought. */
type Reply<Result> =
  | { readonly kind: 'done'; readonly result: Result; readonly response: HttpResponse }
  | RequestFailure;

/** One request to one host. */
interface Sending<Result> {
  readonly url: string;
  readonly timeoutMs: number;
  /** Makes the result of parsed JSON; throws `ExchangeError` where it is not what it should be. */
  readonly read: (json: unknown) => Result;
  /** Tells what a status other than 200 means. */
  readonly classify: (response: HttpResponse, body: string) => RequestFailure;
  readonly signal?: AbortSignal;
}

/**
 * Sends one request, once, and says what came of it; rejects only with the reason of `signal`.
 *
 * No header of our own is set: it would make the browser ask for leave first, which an exchange may not grant.
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
    return { kind: 'done', result: read(parseJson(body)), response };
  } catch (cause) {
    if (!(cause instanceof ExchangeError)) throw cause;
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

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    const start = JSON.stringify(body.slice(0, 60));
    throw malformed(`the answer is no JSON but ${start} (${describeCause(cause)})`);
  }
}

/** An abort controller that follows a signal until it is let go. */
interface LinkedAbort {
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
