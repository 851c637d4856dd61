/**
 * Decodes one LZ4 block to `output` from `start` on and returns where its bytes end. Throws when it gives
 * more than `mostBytes`, or refers to what lies outside of `output` or of itself.
 * Source: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function decodeLz4Block(
  block: Uint8Array,
  output: Uint8Array,
  start: number,
  mostBytes: number,
): number {
  const limit = start + mostBytes;
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
