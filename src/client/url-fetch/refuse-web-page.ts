import { UrlFetchError } from './url-fetch-error';

/**
 * Throws `UrlFetchError` when a file starts like a web page: what hosts give for a page about the
 * file, a login, or a path that they do not have. Its content tells, since servers name types wrongly.
 */
export function refuseWebPage(firstBytes: Uint8Array, url: URL): void {
  const start = new TextDecoder().decode(firstBytes.subarray(0, 512));
  if (!/^\s*(<!--[^]*?-->\s*)*<(!doctype\s+html|html|head|body)\b/i.test(start)) return;
  throw new UrlFetchError(
    'html',
    `${url.href} is a web page, not a data file. Use the address of the file itself: on GitHub that ` +
      'of "Raw" or "Download", on Hugging Face the one with /resolve/ instead of /blob/.',
  );
}
