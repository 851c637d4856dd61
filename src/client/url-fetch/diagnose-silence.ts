import { describeUnreachable } from './describe-failure';
import type { DownloadOptions } from './download';
import { UrlFetchError } from './url-fetch-error';

/**
 * Says why a request got no answer, which browsers do not tell a script: there is no network, the
 * server of another origin keeps its answers from this page, or it cannot be reached.
 */
export async function diagnoseSilence(
  url: URL,
  cause: unknown,
  { isSameOrigin, signal }: Pick<DownloadOptions, 'isSameOrigin' | 'signal'>,
): Promise<UrlFetchError> {
  if (globalThis.navigator?.onLine === false) {
    return new UrlFetchError(
      'offline',
      `There is no network, so ${url.href} cannot be fetched. ` +
        'Connect and try again, or drop a file that is on this machine.',
      { cause },
    );
  }
  if (isSameOrigin) return describeUnreachable(url, cause);
  try {
    // No script can read the answer to such a request, but that there is one tells enough.
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
      'this page.',
    { cause },
  );
}
