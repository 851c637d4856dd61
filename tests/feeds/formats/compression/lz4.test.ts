import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLz4Frame } from '../../../../src/feeds/formats/compression/lz4';
import { xxh32 } from '../../../../src/feeds/formats/compression/checksums';
import { readFixture } from '../read-table';
import { countingText } from './counting-text';

const frame = readFixture('counting.lz4');

describe('decodeLz4Frame', () => {
  it('decodes what the lz4 program packs into several blocks that refer to each other', () => {
    expect(new TextDecoder().decode(decodeLz4Frame(frame, 1e9))).toBe(countingText());
  });

  it('decodes what is stored as it is, and no block at all', () => {
    expect([...decodeLz4Frame(makeFrame([stored(1, 2, 3), stored(4)]), 100)]).toEqual([1, 2, 3, 4]);
    expect([...decodeLz4Frame(makeFrame([]), 100)]).toEqual([]);
  });

  it('repeats bytes that a match itself wrote', () => {
    // Two literals, then seven bytes from two before; one literal ends the block.
    const block = packed([0x23, 1, 2, 2, 0, 0x10, 9]);
    expect([...decodeLz4Frame(makeFrame([block]), 100)]).toEqual([1, 2, 1, 2, 1, 2, 1, 2, 1, 9]);
  });

  it('throws beyond the limit', () => {
    expect(() => decodeLz4Frame(frame, 100_000)).toThrow('an LZ4 frame of more than 100000 bytes');
  });

  it.each([
    ['a match before the start', [0x10, 1, 9, 0, 0x10, 9]],
    ['a match at no distance', [0x10, 1, 0, 0, 0x10, 9]],
    ['more literals than there are', [0x50, 1, 2]],
    ['no end', [0x10, 1, 1, 0]],
    ['a length without an end', [0xf0, 255, 255]],
  ])('throws for a block with %s', (_, bytes) => {
    expect(() => decodeLz4Frame(makeFrame([packed(bytes)]), 1e6)).toThrow(/^an LZ4 block/);
  });

  it('throws for more than a block may hold', () => {
    const lengths = Array.from({ length: 300 }, () => 255);
    expect(() => decodeLz4Frame(makeFrame([packed([0x1f, 1, 1, 0, ...lengths, 0])]), 1e9)).toThrow(
      'an LZ4 block refers to bytes that are not there',
    );
  });

  it('never gives other bytes for a frame with a changed bit', () => {
    const text = countingText();
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.nat(7), (position, bit) => {
        const changed = frame.slice();
        changed[position] ^= 1 << bit;
        let result: string | undefined;
        try {
          result = new TextDecoder().decode(decodeLz4Frame(changed, 1e6));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        expect(result === undefined || result === text).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('throws wherever a frame is cut', () => {
    for (let length = 0; length < frame.length; length += 97) {
      expect(() => decodeLz4Frame(frame.slice(0, length), 1e6)).toThrow();
    }
  });
});

describe('xxh32', () => {
  it.each([
    // The sanity checks of the specification's reference implementation, and of its readme.
    ['', 0x02cc5d05],
    ['a', 0x550d7456],
    ['abc', 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0xe2293b2f],
  ])('of %j', (text, hash) => {
    expect(xxh32(new TextEncoder().encode(text))).toBe(hash);
  });
});

function stored(...bytes: readonly number[]): readonly number[] {
  return [bytes.length, 0, 0, 0x80, ...bytes];
}

function packed(bytes: readonly number[]): readonly number[] {
  return [bytes.length & 0xff, bytes.length >> 8, 0, 0, ...bytes];
}

/** A frame of blocks of 64 kB without checksums but that of its header. */
function makeFrame(blocks: readonly (readonly number[])[]): Uint8Array {
  const header = [0x40, 0x40];
  const check = (xxh32(Uint8Array.from(header)) >> 8) & 0xff;
  return Uint8Array.from([0x04, 0x22, 0x4d, 0x18, ...header, check, ...blocks.flat(), 0, 0, 0, 0]);
}
