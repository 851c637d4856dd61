import { checkUrl } from './url-fetch/check-url';
import type { DownloadSink, UrlProgress } from './url-fetch/download';
import { downloadInFrame } from './url-fetch/download-in-frame';
import { downloadWithResume } from './url-fetch/download-with-resume';
import { FileParts } from './url-fetch/file-parts';

export { readDataParameter } from './url-fetch/data-parameter';
export type { UrlProgress } from './url-fetch/download';
export { UrlFetchError, type UrlFetchErrorKind } from './url-fetch/url-fetch-error';

/**
 * Fetches the file at an absolute address: of the page's own origin directly, of another in a
 * sandboxed frame, since the page itself may connect to nobody but the exchange. Nothing is sent
 * along: neither cookies to other origins nor the address of the page.
 *
 * A dropped connection is tried again and taken up where it broke off. Throws `UrlFetchError`, whose
 * message is for a person, or the reason of `signal` (`AbortError`) on cancel.
 */
export async function fetchUrl(
  url: string,
  onProgress: (progress: UrlProgress) => void,
  signal: AbortSignal,
): Promise<File> {
  const address = checkUrl(url, location.href);
  const parts = new FileParts();
  const sink: DownloadSink = {
    write: (chunk) => parts.write(chunk),
    clear: () => parts.clear(),
    report: onProgress,
  };
  const isSameOrigin = address.origin === location.origin;
  const { name } = isSameOrigin
    ? await downloadWithResume(address, { sink, signal, isSameOrigin })
    : await downloadInFrame(address, { sink, signal });
  return parts.finish(name);
}
