import { Decompress } from 'fzstd';
import { xxhash64 } from 'hyparquet/src/xxhash.js';
import { joinBytes } from '../decode-text';

/**
 * Decodes one Zstandard frame; verifies the size and the checksum where it tells them, which fzstd does
 * not. Throws for damage and beyond `limit` bytes.
 * Source: RFC 8878
 */
export function decodeZstdFrame(frame: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  const { size, hasChecksum } = readHeader(frame);
  if ((size ?? 0) > limit) throw new Error(`a Zstandard frame of more than ${limit} bytes`);
  const parts: Uint8Array[] = [];
  let written = 0;
  const decoder = new Decompress((part) => {
    written += part.length;
    if (written > limit) throw new Error(`a Zstandard frame of more than ${limit} bytes`);
    parts.push(part);
  });
  decoder.push(frame, true);
  const result = joinBytes(parts);
  if (size !== undefined && result.length !== size) {
    throw new Error(`a Zstandard frame tells ${size} bytes but holds ${result.length}`);
  }
  if (hasChecksum) {
    const end = new DataView(frame.buffer, frame.byteOffset + frame.length - 4, 4);
    const found = Number(xxhash64(result) & 0xffffffffn);
    if (found !== end.getUint32(0, true)) {
      throw new Error('a Zstandard frame does not match its checksum');
    }
  }
  return result;
}

const magic = 0xfd2fb528;

function readHeader(frame: Uint8Array): {
  /** Bytes of the content; undefined when the frame does not tell. */
  readonly size: number | undefined;
  readonly hasChecksum: boolean;
} {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 9 || view.getUint32(0, true) !== magic) throw new Error('no Zstandard frame');
  const descriptor = frame[4];
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  const sizes = [
    () => (isSingleSegment ? view.getUint8(at) : undefined),
    () => view.getUint16(at, true) + 256,
    () => view.getUint32(at, true),
    () => Number(view.getBigUint64(at, true)),
  ];
  return { size: sizes[descriptor >> 6](), hasChecksum: (descriptor & 0x04) !== 0 };
}
