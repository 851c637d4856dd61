import type { Downloaded } from './download';
import { readFileName } from './file-name';

/** What a server says of a whole file. */
export interface FileAnswer extends Downloaded {
  /** Undefined where it is not known, as of a file that is compressed on its way. */
  readonly bytes: number | undefined;
  /** Changes with the content; undefined where the server names nothing of the kind. */
  readonly validator: string | undefined;
  /** Whether it may be asked for the rest of it. */
  readonly isResumable: boolean;
}

/** Reads the headers of an answer that brings a whole file. */
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
 * Whether an answer of status 206 brings what follows the first `from` bytes of the same file.
 * Other origins hide Content-Range unless they expose it, but not the length of the rest.
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

/** A strong entity tag, or the time of the last change. */
function readValidator(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) return tag;
  return headers.get('last-modified') ?? undefined;
}

function readNumber(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
