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
