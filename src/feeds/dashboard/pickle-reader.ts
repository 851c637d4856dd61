/** What cannot be read as a pickle, or is refused; the message is what follows the file's name. */
export class PickleError extends Error {
  override readonly name = 'PickleError';
}

/** Reads the parts of a pickle one after the other; each throws `PickleError` where the file ends before. */
export interface PickleReader {
  readonly position: number;
  byte(): number;
  uint16(): number;
  int32(): number;
  uint32(): number;
  uint64(): number;
  float64(): number;
  /** A view of the next `length` bytes; of fewer, with `needed`, that must be there and are not taken. */
  bytes(length: number, needed?: number): Uint8Array;
  /** Text in UTF-8. */
  text(length: number): string;
  latin1(length: number): string;
  /** Text up to the end of the line, which is taken too. */
  line(): string;
  /** A whole number of so many bytes, little-endian two's complement; bigint where a double cannot hold it. */
  long(length: number): number | bigint;
  /** The number that a text stands for. */
  number(text: string, at: number): number;
}

/** A line is a name or a number. */
const maxLineBytes = 1_000_000;
const maxLongBytes = 64;

export function createPickleReader(bytes: Uint8Array): PickleReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let position = 0;
  /** Moves on by so many bytes, and returns where they begin. */
  const take = (length: number): number => {
    const at = position;
    if (!(length <= bytes.length - at)) {
      throw new PickleError(`is cut short: needs ${length} bytes at byte ${at} of ${bytes.length}`);
    }
    position = at + length;
    return at;
  };
  const reader: PickleReader = {
    get position() {
      return position;
    },
    byte: () => view.getUint8(take(1)),
    uint16: () => view.getUint16(take(2), true),
    int32: () => view.getInt32(take(4), true),
    uint32: () => view.getUint32(take(4), true),
    uint64: () => Number(view.getBigUint64(take(8), true)),
    float64: () => view.getFloat64(take(8)),
    bytes(length, needed = length) {
      const at = take(needed);
      position = at + length;
      return bytes.subarray(at, at + length);
    },
    text(length) {
      const at = position;
      try {
        return utf8.decode(reader.bytes(length));
      } catch (error) {
        if (error instanceof PickleError) throw error;
        throw new PickleError(`has a text that is no UTF-8 at byte ${at}`);
      }
    },
    latin1(length) {
      return decodeLatin1(reader.bytes(length));
    },
    line() {
      const at = position;
      const end = bytes.subarray(at, at + maxLineBytes).indexOf(0x0a);
      if (end < 0)
        throw new PickleError(`is cut short: a line begins at byte ${at} and has no end`);
      const text = reader.text(end);
      take(1);
      return text;
    },
    long(length) {
      if (length > maxLongBytes) {
        throw new PickleError(`has a number of ${length} bytes at byte ${position}`);
      }
      let value = 0n;
      const part = reader.bytes(length);
      part.forEach((byte, at) => (value |= BigInt(byte) << BigInt(8 * at)));
      const signed = BigInt.asIntN(8 * length, value);
      const number = Number(signed);
      return Number.isSafeInteger(number) ? number : signed;
    },
    number(text, at) {
      const value = text.trim() === '' ? NaN : Number(text);
      if (Number.isNaN(value) && text !== 'nan') {
        throw new PickleError(`has no number where one must be, at byte ${at}`);
      }
      return value;
    },
  };
  return reader;
}

function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
