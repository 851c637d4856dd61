import { describe, expect, it } from 'vitest';
import { decodeZstdFrame } from '../../../../src/feeds/formats/compression/zstd';
import { readFixture } from '../read-table';
import { countingText } from './counting-text';

const frame = readFixture('counting.zst');

describe('decodeZstdFrame', () => {
  it('decodes what the zstd program packs', () => {
    expect(new TextDecoder().decode(decodeZstdFrame(frame, 1e9))).toBe(countingText());
  });

  it('throws when the content does not match its checksum', () => {
    const changed = frame.slice();
    changed[changed.length - 1] ^= 1;
    expect(() => decodeZstdFrame(changed, 1e9)).toThrow(
      'a Zstandard frame does not match its checksum',
    );
  });

  it('throws beyond the limit', () => {
    expect(() => decodeZstdFrame(frame, 1000)).toThrow('a Zstandard frame of more than 1000 bytes');
  });

  it('throws wherever a frame is cut', () => {
    for (let length = 0; length < frame.length; length += 53) {
      expect(() => decodeZstdFrame(frame.slice(0, length), 1e6)).toThrow();
    }
  });
});
