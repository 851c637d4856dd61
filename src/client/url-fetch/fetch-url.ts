import type { DownloadSink, UrlProgress } from './download';
import { downloadInFrame } from './download-in-frame';
import { downloadWithResume } from './download-with-resume';
import { UrlFetchError } from './failures';

export type { UrlProgress } from './download';

/**
 * Fetches the file at an absolute address: directly from the page's own origin, or in a sandboxed frame from
 * another, since the page itself may only connect to the exchange. Neither cookies (to other origins) nor the
 * address of the page are sent.
 *
 * After a dropped connection it resumes where it stopped. Throws `UrlFetchError`, whose message is for people, or
 * the reason of `signal` (`AbortError`) on cancel.
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

/** The same hosts as in the policy of the fetch frame. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1';
}

/** Once this many bytes are collected, they are passed to the browser, which may put them on disk. */
const partBytes = 8 << 20;

/** Collects the bytes of a file without holding them all in the page's memory. */
class FileParts {
  #parts: Blob[] = [];
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #chunkBytes = 0;

  write(chunk: Uint8Array<ArrayBuffer>): void {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.byteLength;
    if (this.#chunkBytes >= partBytes) this.#flush();
  }

  /** Discards the bytes so far. */
  clear(): void {
    this.#parts = [];
    this.#chunks = [];
    this.#chunkBytes = 0;
  }

  finish(name: string): File {
    this.#flush();
    return new File(this.#parts, name);
  }

  #flush(): void {
    this.#parts.push(new Blob(this.#chunks));
    this.#chunks = [];
    this.#chunkBytes = 0;
  }
}
