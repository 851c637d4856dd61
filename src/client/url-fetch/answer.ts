import type { Downloaded } from './download';
import { UrlFetchError } from './failures';

/** What the headers of an answer say about a whole file. */
export interface FileAnswer extends Downloaded {
  /** Undefined where it is not known, such as for a file that is compressed in transit. */
  readonly bytes: number | undefined;
  /** Changes with the content; undefined where the server sends none. */
  readonly validator: string | undefined;
  /** Whether the rest of the file can be requested separately. */
  readonly isResumable: boolean;
}

/** Reads the headers of an answer with a whole file. */
export function readAnswer({ headers, url }: Response, asked: URL): FileAnswer {
  const encoding = headers.get('content-encoding') ?? 'identity';
  const isEncoded = encoding !== 'identity';
  const validator = readValidator(headers);
  return {
    name: readFileName(headers, url === '' ? asked : new URL(url)),
    bytes: isEncoded ? undefined : readNumber(headers.get('content-length')),
    validator,
    isResumable: validator !== undefined && !isEncoded && headers.get('accept-ranges') !== 'none',
  };
}

/**
 * Whether an answer of status 206 contains what follows the first `from` bytes of the same file.
 * Content-Range is hidden for other origins unless they expose it, but the length of the rest is not.
 */
export function isRestOf({ headers }: Response, answer: FileAnswer, from: number): boolean {
  const range = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '');
  const rest = readNumber(headers.get('content-length'));
  const isPlace = range === null ? undefined : Number(range[1]) === from;
  const isLength =
    rest === undefined || answer.bytes === undefined ? undefined : rest === answer.bytes - from;
  return (
    isPlace !== false &&
    isLength !== false &&
    (isPlace ?? isLength) === true &&
    readValidator(headers) === answer.validator
  );
}

/** Returns a strong entity tag, or the time of the last change. */
function readValidator(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) return tag;
  return headers.get('last-modified') ?? undefined;
}

function readNumber(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * Returns the name that a server gives a file: that of its `Content-Disposition`, else the last part
 * of the path; "download" where there is none. Folders in front of it are cut off.
 */
export function readFileName(headers: Headers, url: URL): string {
  const disposition = headers.get('content-disposition') ?? '';
  const name =
    readExtended(disposition) ?? readPlain(disposition) ?? decode(lastPart(url.pathname));
  return lastPart(name).trim() || 'download';
}

/** RFC 6266: `filename*=UTF-8''BTC%20USDT.csv`. */
function readExtended(disposition: string): string | undefined {
  const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
  return encoded === undefined ? undefined : decode(encoded);
}

/** `filename="bars.csv"`, or without quotes. */
function readPlain(disposition: string): string | undefined {
  const match = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition);
  return match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2];
}

function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Throws `UrlFetchError` when a file starts like a web page, which hosts send for a page about the file, a login, or
 * an unknown path. The content decides, since servers often send a wrong content type.
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
