import { Decompress } from 'fzstd';
import { xxhash64 } from 'hyparquet/src/xxhash.js';
import { joinBytes } from '../decode-text';

/**
 * Decodes a Zstandard frame and verifies the checksum where it carries one, which fzstd does not. Throws
 * for damage and beyond `limit` bytes.
 */
export function decodeZstdFrame(frame: Uint8Array, limit: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let written = 0;
  const decoder = new Decompress((part) => {
    written += part.length;
    if (written > limit) throw new Error(`a Zstandard frame of more than ${limit} bytes`);
    parts.push(part);
  });
  decoder.push(frame, true);
  const result = joinBytes(parts);
  if (hasChecksum(frame)) {
    const end = new DataView(frame.buffer, frame.byteOffset + frame.length - 4, 4);
    const found = Number(xxhash64(result) & 0xffffffffn);
    if (found !== end.getUint32(0, true)) {
      throw new Error('a Zstandard frame does not match its checksum');
    }
  }
  return result;
}

/** A bit of the frame header descriptor (RFC 8878, 3.1.1.1.1). */
function hasChecksum(frame: Uint8Array): boolean {
  return (frame[4] & 0x04) !== 0;
}
