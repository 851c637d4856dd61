import { formatMegabytes } from '../../core/format';
import type { DownloadOptions } from './download';

/**
 * Why a file could not be fetched. `bad-url` and `unsupported-scheme`: nothing was asked of anyone;
 * `refused`: 401 or 403; `server`: any other answer that is no file; `cors`: the server answers, but
 * not to other pages; `cut-short`: some bytes came, not all.
 */
export type UrlFetchErrorKind =
  | 'bad-url'
  | 'unsupported-scheme'
  | 'offline'
  | 'unreachable'
  | 'cors'
  | 'not-found'
  | 'refused'
  | 'server'
  | 'html'
  | 'too-large'
  | 'cut-short'
  | 'frame';

/**
 * A file that cannot be fetched. The message is for the person who gave the address: full sentences
 * that name it and say what to do.
 */
export class UrlFetchError extends Error {
  override readonly name = 'UrlFetchError';
  readonly kind: UrlFetchErrorKind;

  constructor(kind: UrlFetchErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** A failure that may be temporary, so that another try may succeed. */
export class PassingError extends Error {
  override readonly name = 'PassingError';
  /** The error to report if it is not temporary. */
  readonly reason: UrlFetchError;
  /** How long the server asks to wait, in ms; 0 where it does not say. */
  readonly delayMs: number;

  constructor(reason: UrlFetchError, delayMs: number) {
    super(reason.message);
    this.reason = reason;
    this.delayMs = delayMs;
  }
}

/** Max time that a server can make us wait. */
const maxDelayMs = 60_000;

/** Returns the error for an answer without a file; `PassingError` if another try may succeed. */
export function describeStatus(
  { status, headers }: Response,
  url: URL,
): UrlFetchError | PassingError {
  if (status === 404 || status === 410) {
    return new UrlFetchError(
      'not-found',
      `${url.host} has no file at ${url.pathname} (it answers ${status}). Check the address.`,
    );
  }
  if (status === 401 || status === 403) {
    return new UrlFetchError(
      'refused',
      `${url.host} does not give out ${url.pathname} (it answers ${status}): it may need a login, ` +
        'or the link may have run out. Download the file yourself and drop it here.',
    );
  }
  const error = new UrlFetchError(
    'server',
    `${url.host} answers ${status} instead of the file ${url.pathname}. ` +
      'Try again later, or download the file yourself and drop it here.',
  );
  if (status < 500 && ![408, 425, 429].includes(status)) return error;
  const askedMs = 1000 * Number(headers.get('retry-after') ?? 0);
  return new PassingError(error, Number.isFinite(askedMs) ? Math.min(askedMs, maxDelayMs) : 0);
}

export function describeUnreachable(url: URL, cause: unknown): UrlFetchError {
  // Browsers do not tell scripts that they, or the person whom they asked, refused it (Local Network Access).
  const advice = ['localhost', '127.0.0.1'].includes(url.hostname)
    ? 'Either no server runs there, or the browser keeps pages from the servers of your own machine: ' +
      'allow it where the browser asks (in its settings of this site, "local network"), or drop the file here.'
    : 'Check the address and the network, and try again.';
  return new UrlFetchError('unreachable', `${url.host} cannot be reached. ${advice}`, { cause });
}

export function describeCutShort(
  url: URL,
  receivedBytes: number,
  totalBytes: number | undefined,
  cause: unknown,
): UrlFetchError {
  const total = totalBytes === undefined ? '' : ` of ${formatMegabytes(totalBytes)}`;
  return new UrlFetchError(
    'cut-short',
    `${url.href} was cut short: ${formatMegabytes(receivedBytes)}${total} came, and further tries ` +
      'brought no more. Try again, or download the file yourself and drop it here.',
    { cause },
  );
}

export function describeTooLarge(url: URL, bytes: number, maxBytes: number): UrlFetchError {
  return new UrlFetchError(
    'too-large',
    `${url.href} has ${formatMegabytes(bytes)} or more, over the limit of ` +
      `${formatMegabytes(maxBytes)}. Fetch a shorter period.`,
  );
}

/**
 * Finds out why a request got no answer, which browsers do not tell scripts: there is no network, the server does not
 * allow pages of other origins to read its answers, or it cannot be reached.
 */
export async function diagnoseSilence(
  url: URL,
  cause: unknown,
  { isSameOrigin, signal }: Pick<DownloadOptions, 'isSameOrigin' | 'signal'>,
): Promise<UrlFetchError> {
  if (isOffline()) return describeOffline(url, cause);
  if (isSameOrigin) return describeUnreachable(url, cause);
  try {
    // Scripts cannot read the answer to such a request, but it is enough to know that there is one.
    await fetch(url, {
      method: 'HEAD',
      mode: 'no-cors',
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal,
    });
  } catch {
    return describeUnreachable(url, cause);
  }
  return new UrlFetchError(
    'cors',
    `${url.host} does not let this page read its files: browsers keep what a site answers from the ` +
      'pages of all others, unless the site allows it by the header Access-Control-Allow-Origin ' +
      '(the rule is called CORS). Download the file yourself and drop it here, or host it beside ' +
      'this page. A wrong address can look the same.',
    { cause },
  );
}

/** Whether the browser knows that it has no network. */
export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}

export function describeOffline(url: URL, cause?: unknown): UrlFetchError {
  return new UrlFetchError(
    'offline',
    `There is no network, so ${url.href} cannot be fetched. ` +
      'Connect and try again, or drop a file that is on this machine.',
    { cause },
  );
}
