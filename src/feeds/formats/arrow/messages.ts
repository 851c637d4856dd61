import { FlatTable } from './flatbuffer';

/** A message and where it stands. */
interface Message {
  readonly kind: number;
  readonly header: FlatTable;
  /** Of the message with its body. */
  readonly bytes: Uint8Array;
  readonly body: Uint8Array;
  readonly end: number;
}

/** One record batch of a stream or file. */
interface BatchMessage {
  readonly message: Uint8Array;
  readonly rows: number;
  /** Dictionary messages that stand before it. */
  readonly dictionaries: number;
}

/** An Arrow file or stream, cut into its messages. */
export interface ArrowMessages {
  readonly kind: 'file' | 'stream';
  /** Message of the schema; of a file, where the footer tells it, empty. */
  readonly schema: Uint8Array;
  readonly dictionaries: readonly Uint8Array[];
  readonly batches: readonly BatchMessage[];
  /** Bytes of all bodies once they are unpacked. */
  readonly unpackedBytes: number;
  /** Whether the end is marked; without, a stream may be cut short. */
  readonly isComplete: boolean;
}

/**
 * Cuts an Arrow IPC file (feather version 2) or stream into messages, checking every size that they state
 * before memory is used. Throws `Error` for damage.
 * Source: https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
 */
export function splitMessages(bytes: Uint8Array): ArrowMessages {
  return startsWithMagic(bytes) ? splitFile(bytes) : splitStream(bytes);
}

const magic = 'ARROW1';

function startsWithMagic(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, magic.length)) === magic;
}

/** A file tells its schema and where its messages stand at its end. */
function splitFile(bytes: Uint8Array): ArrowMessages {
  const tail = bytes.length - magic.length - 4;
  if (tail < 8 || !startsWithMagic(bytes.subarray(tail + 4))) throw new Error('its end is missing');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(tail, true);
  if (length <= 0 || length > tail - 8) throw new Error(`its footer tells a length of ${length}`);
  const footer = FlatTable.root(bytes.subarray(tail - length, tail));
  const schema = footer.table(1);
  if (schema === undefined) throw new Error('it has no schema');
  checkSchema(schema, length);
  footer.count(4, 4);

  const sorted = new MessageSorter();
  for (const field of [footerDictionaries, footerBatches]) {
    for (const offset of footer.sizes(field, blockBytes)) {
      const message = readMessage(bytes.subarray(0, tail - length), offset);
      if (message === undefined) throw new Error('its footer leads to the end of a stream');
      sorted.add(message);
    }
  }
  return { kind: 'file', schema: new Uint8Array(0), isComplete: true, ...sorted.list() };
}

const footerDictionaries = 2;
const footerBatches = 3;
const blockBytes = 24;

function splitStream(bytes: Uint8Array): ArrowMessages {
  const sorted = new MessageSorter();
  let schema: Uint8Array | undefined;
  let isComplete = false;
  let at = 0;
  while (at < bytes.length) {
    const message = readMessage(bytes, at);
    if (message === undefined) {
      isComplete = true;
      break;
    }
    at = message.end;
    if (message.kind === schemaKind) {
      if (schema !== undefined) throw new Error('it has two schemas');
      checkSchema(message.header, message.bytes.length);
      schema = message.bytes;
    } else {
      sorted.add(message);
    }
  }
  if (schema === undefined) throw new Error('it has no schema');
  return { kind: 'stream', schema, isComplete, ...sorted.list() };
}

/** Undefined for the mark that ends a stream. */
function readMessage(bytes: Uint8Array, start: number): Message | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Messages of before Arrow 0.15 lack the mark.
  const from = view.getUint32(start, true) === continuation ? start + 4 : start;
  const length = view.getInt32(from, true);
  if (length === 0) return undefined;
  const body = from + 4 + length;
  if (length < 0 || body > bytes.length) throw new Error('a message is cut short');
  const table = FlatTable.root(bytes.subarray(from + 4, body));
  const end = body + table.int64(3);
  if (end > bytes.length) throw new Error('the body of a message is cut short');
  const header = table.table(2);
  if (header === undefined) throw new Error('a message is empty');
  table.count(4, 4);
  return {
    kind: table.uint8(1),
    header,
    bytes: bytes.subarray(start, end),
    body: bytes.subarray(body, end),
    end,
  };
}

const continuation = 0xffffffff;
const schemaKind = 1;
const dictionaryKind = 2;
const batchKind = 3;

const maxEmptyRows = 1e6;

/** Separates dictionaries from batches and adds their sizes up. */
class MessageSorter {
  readonly #dictionaries: Uint8Array[] = [];
  readonly #batches: BatchMessage[] = [];
  #unpackedBytes = 0;

  add({ kind, header, bytes, body }: Message): void {
    const isDictionary = kind === dictionaryKind;
    if (!isDictionary && kind !== batchKind)
      throw new Error(`a message of the unknown kind ${kind}`);
    const batch = isDictionary ? header.table(1) : header;
    if (batch === undefined) throw new Error('a dictionary is empty');
    const rows = batch.int64(0);
    const unpacked = measureBody(batch, body);
    // A value takes a bit at least; only of few rows may all be without one.
    if (rows > maxEmptyRows && rows > 8 * unpacked) {
      throw new Error(`a message tells ${rows} rows in ${unpacked} bytes`);
    }
    this.#unpackedBytes += unpacked;
    const dictionaries = this.#dictionaries.length;
    if (isDictionary) this.#dictionaries.push(bytes);
    else this.#batches.push({ message: bytes, rows, dictionaries });
  }

  list(): Pick<ArrowMessages, 'dictionaries' | 'batches' | 'unpackedBytes'> {
    return {
      dictionaries: this.#dictionaries,
      batches: this.#batches,
      unpackedBytes: this.#unpackedBytes,
    };
  }
}

/** Bytes of a batch once unpacked; each buffer must lie in the body. */
function measureBody(batch: FlatTable, body: Uint8Array): number {
  const isCompressed = batch.table(3) !== undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  batch.count(1, 16);
  const buffers = batch.pairs(2, 16);
  const variadic = batch.sizes(4, 8).reduce((sum, count) => sum + count, 0);
  if (variadic > buffers.length) throw new Error(`a column tells ${variadic} buffers`);
  let total = 0;
  for (const [offset, length] of buffers) {
    if (offset + length > body.length) throw new Error('a buffer lies outside of its message');
    const unpacked = isCompressed && length > 0 ? Number(view.getBigInt64(offset, true)) : length;
    total += unpacked < 0 ? length : unpacked;
  }
  return total;
}

/** Throws when fields contain each other, or lists are longer than the message. */
function checkSchema(schema: FlatTable, messageBytes: number): void {
  let budget = messageBytes;
  const visit = (field: FlatTable): void => {
    budget -= 8;
    if (budget < 0) throw new Error('its schema is tangled');
    field.count(6, 4);
    if (field.uint8(2) === unionType) field.table(3)?.count(1, 4);
    field.tables(5).forEach(visit);
  };
  schema.count(2, 4);
  schema.tables(1).forEach(visit);
}

const unionType = 14;
