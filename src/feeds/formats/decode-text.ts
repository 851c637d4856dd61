import { findEncoding } from './find-encoding';

/** The text of a file as UTF-8, without a byte order mark. */
interface DecodedText {
  readonly bytes: Uint8Array;
  /** Which encoding it was in, where that was found by evidence. */
  readonly notes: readonly string[];
}

/**
 * Returns the text of a file as UTF-8. A byte order mark, the zeros of UTF-16, then validity tell the encoding; text
 * that is no UTF-8 is read in the encoding of a language that it makes sense in, if there is one.
 */
export function decodeToUtf8(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { bytes: bytes.subarray(3), notes: [] };
  }
  const utf16 = findUtf16(bytes);
  if (utf16 !== undefined) {
    const start = utf16.hasMark ? 2 : 0;
    return { bytes: transcode(bytes.subarray(start), utf16.encoding), notes: [] };
  }
  const found = findEncoding(bytes);
  if (found === 'utf-8') return { bytes, notes: [] };
  if (found === undefined) {
    const note =
      'the text is not UTF-8, and in no other encoding that is known: characters that cannot be read are replaced. ' +
      'If names look broken, save the file as UTF-8';
    return { bytes, notes: [note] };
  }
  return {
    bytes: transcode(bytes, found.encoding),
    notes: [`the text is read as ${found.name}: it is not UTF-8`],
  };
}

/** Which UTF-16 a text is, by its mark or, without one, by the table that it makes; undefined for other text. */
export function findUtf16(
  bytes: Uint8Array,
): { readonly encoding: 'utf-16le' | 'utf-16be'; readonly hasMark: boolean } | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', hasMark: true };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', hasMark: true };
  const head = bytes.subarray(0, 4096);
  if (head.length < shortestText || !head.includes(0)) return undefined;
  const encodings = ['utf-16le', 'utf-16be'] as const;
  const encoding = encodings.find((each) => isTable(new TextDecoder(each).decode(head)));
  return encoding === undefined ? undefined : { encoding, hasMark: false };
}

const shortestText = 32;

/** Whether a text is mostly digits and marks of ASCII, as tables are, in lines. */
function isTable(text: string): boolean {
  const plain = text.match(/[\t\n\r\x20-\x7e]/g)?.length ?? 0;
  return 2 * plain > text.length && text.includes('\n') && !text.includes('\0');
}

function transcode(bytes: Uint8Array, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += sliceBytes) {
    const slice = bytes.subarray(start, start + sliceBytes);
    parts.push(encoder.encode(decoder.decode(slice, { stream: true })));
  }
  return joinBytes(parts);
}

/** Bytes of all parts, one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  return joined;
}

const sliceBytes = 4 << 20;
