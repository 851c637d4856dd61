import { xxh32 } from './checksums';

/**
 * Decodes an LZ4 frame and verifies the checksums that it carries. Own code, since the packages there are
 * check neither bounds nor checksums. Throws for damage and beyond `limit` bytes.
 * Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function decodeLz4Frame(frame: Uint8Array, limit: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const { flags, blockBytes, headerEnd } = readHeader(frame, view);
  let output = new Uint8Array(Math.min(limit, 4 * frame.length + 64));
  let written = 0;
  let at = headerEnd;
  for (;;) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) break;
    const size = word & 0x7fffffff;
    if (at + size > frame.length) throw new Error('an LZ4 block is cut short');
    const block = frame.subarray(at, at + size);
    at += size;
    if (flags & hasBlockChecksum) {
      verify(block, view.getUint32(at, true), 'block');
      at += 4;
    }
    const isStored = word >>> 31 === 1;
    output = reserve(output, written, isStored ? size : blockBytes, limit);
    // Blocks may refer to what those before them gave.
    if (isStored) output.set(block, written);
    written = isStored ? written + size : decodeLz4Block(block, output, written, blockBytes);
  }
  const result = output.subarray(0, written);
  if (flags & hasContentChecksum) verify(result, view.getUint32(at, true), 'frame');
  return result;
}

const magic = 0x184d2204;
const hasDictionary = 0x01;
const hasContentChecksum = 0x04;
const hasContentSize = 0x08;
const hasBlockChecksum = 0x10;

function readHeader(
  frame: Uint8Array,
  view: DataView,
): { readonly flags: number; readonly blockBytes: number; readonly headerEnd: number } {
  if (frame.length < 11 || view.getUint32(0, true) !== magic) throw new Error('no LZ4 frame');
  const flags = frame[4];
  const sizeCode = (frame[5] >> 4) & 7;
  if (flags >> 6 !== 1 || sizeCode < 4) throw new Error('an LZ4 frame of an unknown kind');
  if (flags & hasDictionary) throw new Error('an LZ4 frame that needs a dictionary');
  const end = 6 + (flags & hasContentSize ? 8 : 0);
  if (frame[end] !== ((xxh32(frame.subarray(4, end)) >> 8) & 0xff)) {
    throw new Error('the header of an LZ4 frame does not match its checksum');
  }
  return { flags, blockBytes: 1 << (8 + 2 * sizeCode), headerEnd: end + 1 };
}

/** Room for `more` bytes after `written`, which a block of at most that many needs. */
function reserve(
  output: Uint8Array<ArrayBuffer>,
  written: number,
  more: number,
  limit: number,
): Uint8Array<ArrayBuffer> {
  if (written > limit) throw new Error(`an LZ4 frame of more than ${limit} bytes`);
  const needed = written + more;
  if (needed <= output.length) return output;
  const grown = new Uint8Array(Math.max(needed, Math.min(2 * output.length, limit)));
  grown.set(output.subarray(0, written));
  return grown;
}

function verify(bytes: Uint8Array, expected: number, what: string): void {
  if (xxh32(bytes) !== expected) throw new Error(`an LZ4 ${what} does not match its checksum`);
}

/**
 * Decodes one LZ4 block to `output` from `start` on and returns where its bytes end. Throws when it gives
 * more than `maxBytes`, or refers to what lies outside of `output` or of itself.
 * Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
function decodeLz4Block(
  block: Uint8Array,
  output: Uint8Array,
  start: number,
  maxBytes: number,
): number {
  const limit = start + maxBytes;
  let from = 0;
  let to = start;
  const readLength = (length: number): number => {
    if (length !== 15) return length;
    let byte: number;
    do {
      if (from >= block.length) throw new Error('an LZ4 block is cut short');
      byte = block[from++];
      length += byte;
    } while (byte === 255);
    return length;
  };
  while (from < block.length) {
    const token = block[from++];
    const literals = readLength(token >> 4);
    if (from + literals > block.length || to + literals > limit) {
      throw new Error('an LZ4 block holds more literals than fit');
    }
    // Short runs are the rule, and for them a call costs more than it saves.
    for (const end = from + literals; from < end;) output[to++] = block[from++];
    if (from === block.length) return to;

    if (from + 2 > block.length) throw new Error('an LZ4 block is cut short');
    const offset = block[from] | (block[from + 1] << 8);
    from += 2;
    const length = readLength(token & 15) + 4;
    if (offset === 0 || offset > to || to + length > limit) {
      throw new Error('an LZ4 block refers to bytes that are not there');
    }
    for (const end = to + length; to < end; to++) output[to] = output[to - offset];
  }
  throw new Error('an LZ4 block is cut short');
}
