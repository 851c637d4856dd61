import { UrlFetchError } from './url-fetch-error';

/** A failure that may pass: the answer to another try may be the file. */
export class PassingError extends Error {
  override readonly name = 'PassingError';
  /** What to say if it does not pass. */
  readonly reason: UrlFetchError;
  /** What the server asks to wait, in ms; 0 where it asks nothing. */
  readonly delayMs: number;

  constructor(reason: UrlFetchError, delayMs: number) {
    super(reason.message);
    this.reason = reason;
    this.delayMs = delayMs;
  }
}

/** No server waits longer for us to come back. */
const maxDelayMs = 60_000;

/** Returns the error of an answer that brings no file; `PassingError` if another try may. */
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
  return new UrlFetchError(
    'unreachable',
    `${url.host} cannot be reached. Check the address and the network, and try again.`,
    { cause },
  );
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

function formatMegabytes(bytes: number): string {
  return bytes < 100_000 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(1)} MB`;
}
