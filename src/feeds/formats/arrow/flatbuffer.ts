/**
 * A table of a FlatBuffers message, read with bounds checked: what leads outside of the message throws,
 * and no count in it is larger than the message could hold.
 * Source: https://flatbuffers.dev/internals/
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #at: number;
  readonly #fields: number;

  private constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
    this.#fields = at - view.getInt32(at, true);
  }

  /** The table that a message starts with. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  uint8(field: number): number {
    const at = this.#find(field);
    return at === undefined ? 0 : this.#view.getUint8(at);
  }

  /** 0 when absent; throws for what is negative or no safe integer. */
  int64(field: number): number {
    const at = this.#find(field);
    return at === undefined ? 0 : readSize(this.#view, at);
  }

  table(field: number): FlatTable | undefined {
    const at = this.#find(field);
    return at === undefined ? undefined : this.#follow(at);
  }

  /** Tables of a vector. */
  tables(field: number): readonly FlatTable[] {
    const { start, length } = this.#vector(field, 4);
    return Array.from({ length }, (_, index) => this.#follow(start + 4 * index));
  }

  /** Pairs of 64-bit sizes of a vector of structs that begin with them. */
  pairs(field: number, structBytes: number): readonly (readonly [number, number])[] {
    const { start, length } = this.#vector(field, structBytes);
    return Array.from({ length }, (_, index) => {
      const at = start + structBytes * index;
      return [readSize(this.#view, at), readSize(this.#view, at + 8)];
    });
  }

  /** The 64-bit sizes that the structs of a vector begin with. */
  sizes(field: number, structBytes: number): readonly number[] {
    const { start, length } = this.#vector(field, structBytes);
    return Array.from({ length }, (_, index) => readSize(this.#view, start + structBytes * index));
  }

  /** Number of elements of a vector. */
  count(field: number, elementBytes: number): number {
    return this.#vector(field, elementBytes).length;
  }

  #follow(at: number): FlatTable {
    return new FlatTable(this.#view, at + this.#view.getUint32(at, true));
  }

  #vector(
    field: number,
    elementBytes: number,
  ): { readonly start: number; readonly length: number } {
    const at = this.#find(field);
    if (at === undefined) return { start: 0, length: 0 };
    const vector = at + this.#view.getUint32(at, true);
    const length = this.#view.getUint32(vector, true);
    if (vector + 4 + length * elementBytes > this.#view.byteLength) {
      throw new Error(
        `a list of ${length} elements in a message of ${this.#view.byteLength} bytes`,
      );
    }
    return { start: vector + 4, length };
  }

  #find(field: number): number | undefined {
    const entry = 4 + 2 * field;
    if (entry >= this.#view.getUint16(this.#fields, true)) return undefined;
    const offset = this.#view.getUint16(this.#fields + entry, true);
    return offset === 0 ? undefined : this.#at + offset;
  }
}

function readSize(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (value < 0 || !Number.isSafeInteger(value)) throw new Error(`a size of ${value}`);
  return value;
}
