/** What a REST request gets. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a page of another origin may read it. */
  readonly isReadable: boolean;
  /** Whether the connection ends before the answer, or in the middle of its body. */
  readonly cut: 'never' | 'before' | 'midway';
  /** Exchange time that it waits. */
  readonly delayMs: number;
}

/** Returns an answer of JSON. */
export function answerJson(value: unknown, status = 200): Answer {
  return {
    status,
    contentType: 'application/json;charset=UTF-8',
    text: JSON.stringify(value),
    headers: {},
    isReadable: true,
    cut: 'never',
    delayMs: 0,
  };
}

/** Returns an answer that is a page, such as proxies and firewalls give. */
export function answerHtml(title: string, status: number, isReadable: boolean): Answer {
  const text = `<html>\n<head><title>${title}</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`;
  return { ...answerJson(null, status), contentType: 'text/html', text, isReadable };
}

/** Returns the answer to an address that is over its limit, 429, or banned, 418. */
export function answerTooMany(
  status: 429 | 418,
  msg: string,
  retryAfterSeconds: number | undefined,
): Answer {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return { ...answerJson({ code: -1003, msg }, status), headers };
}

/** An error in the exchange's own words. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
