import { UrlFetchError } from './url-fetch-error';

/**
 * Returns the address that a person gave, which must be absolute: of the page's own origin, https, or
 * http on this machine. Throws `UrlFetchError` otherwise.
 */
export function checkUrl(text: string, pageUrl: string): URL {
  const url = parseUrl(text.trim());
  if (url.username !== '' || url.password !== '') {
    throw new UrlFetchError(
      'bad-url',
      `The address of ${url.host} holds a user name or a password, which browsers do not send so. ` +
        'Download the file yourself and drop it here.',
    );
  }
  const isFetchable =
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && (isLoopback(url) || url.origin === new URL(pageUrl).origin));
  if (isFetchable) return url;
  throw new UrlFetchError(
    'unsupported-scheme',
    `${url.href} starts with ${url.protocol}, but only https: can be fetched ` +
      '(http: from this machine and from where this page is). ' +
      'Use the https address, or download the file yourself and drop it here.',
  );
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new UrlFetchError(
      'bad-url',
      `"${text}" is not the address of a file. ` +
        'Write it in full, such as https://example.com/btcusdt-1m.parquet.',
      { cause },
    );
  }
}

/** The policy of the fetch frame names the same hosts. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1';
}
