import { FlatTable } from './flatbuffer';

/** One record batch: its message, and how many rows it tells. */
export interface BatchMessage {
  readonly message: Uint8Array;
  readonly rows: number;
  /** Dictionary messages that stand before it. */
  readonly dictionaries: number;
}

/** An Arrow file or stream, cut into its messages. */
export interface ArrowMessages {
  readonly schema: Uint8Array;
  readonly dictionaries: readonly Uint8Array[];
  readonly batches: readonly BatchMessage[];
  /** Bytes of all bodies once they are unpacked. */
  readonly unpackedBytes: number;
  /** Whether the end is marked; without, a stream may be cut short. */
  readonly isComplete: boolean;
}

/**
 * Cuts an Arrow IPC file (feather version 2) or stream into messages, checking every size that they tell
 * before memory is spent. Throws `Error` for damage.
 * Source: https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
 */
export function splitMessages(bytes: Uint8Array): ArrowMessages {
  const isFile = startsWithMagic(bytes);
  const footer = isFile ? readFooter(bytes) : undefined;
  const end = footer?.start ?? bytes.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  const dictionaries: Uint8Array[] = [];
  const batches: BatchMessage[] = [];
  let schema: Uint8Array | undefined;
  let unpackedBytes = 0;
  let isComplete = false;
  let at = isFile ? 8 : 0;
  while (at + 4 <= end) {
    const start = at;
    // Messages of before Arrow 0.15 lack the mark.
    if (view.getUint32(at, true) === continuation) at += 4;
    const length = view.getInt32(at, true);
    at += 4;
    if (length === 0) {
      isComplete = true;
      break;
    }
    if (length < 0 || at + length > end) throw new Error('a message is cut short');
    const table = FlatTable.root(bytes.subarray(at, at + length));
    const body = at + length;
    at = body + table.int64(bodyLengthField);
    if (at > end) throw new Error('the body of a message is cut short');
    const message = bytes.subarray(start, at);
    const header = table.table(headerField);
    if (header === undefined) throw new Error('a message is empty');

    const kind = table.uint8(headerTypeField);
    if (kind === schemaKind) {
      if (schema !== undefined) throw new Error('it has two schemas');
      checkSchema(header, length);
      schema = message;
    } else if (kind === batchKind || kind === dictionaryKind) {
      const batch = kind === batchKind ? header : header.table(dictionaryDataField);
      if (batch === undefined) throw new Error('a dictionary is empty');
      unpackedBytes += measureBody(batch, bytes.subarray(body, at));
      if (kind === dictionaryKind) dictionaries.push(message);
      else batches.push({ message, rows: batch.int64(0), dictionaries: dictionaries.length });
    } else {
      throw new Error(`a message of the unknown kind ${kind}`);
    }
  }
  if (schema === undefined) throw new Error('it has no schema');
  if (footer !== undefined && footer.batches !== batches.length) {
    throw new Error(`it tells ${footer.batches} batches of rows but has ${batches.length}`);
  }
  return {
    schema,
    dictionaries,
    batches,
    unpackedBytes,
    isComplete: isComplete || footer !== undefined,
  };
}

const continuation = 0xffffffff;
const headerTypeField = 1;
const headerField = 2;
const bodyLengthField = 3;
const schemaKind = 1;
const dictionaryKind = 2;
const batchKind = 3;
const dictionaryDataField = 1;
const magic = 'ARROW1';

function startsWithMagic(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, magic.length)) === magic;
}

/** A file repeats its schema at its end, and lists the batches. */
function readFooter(bytes: Uint8Array): { readonly start: number; readonly batches: number } {
  const tail = bytes.length - magic.length - 4;
  if (tail < 8 || !startsWithMagic(bytes.subarray(tail + 4))) throw new Error('its end is missing');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(tail, true);
  const start = tail - length;
  if (length <= 0 || start < 8) throw new Error(`its footer tells a length of ${length}`);
  return { start, batches: FlatTable.root(bytes.subarray(start, tail)).count(3, 24) };
}

/** Bytes of a batch once unpacked; each buffer must lie in the body. */
function measureBody(batch: FlatTable, body: Uint8Array): number {
  const isCompressed = batch.table(3) !== undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  batch.count(1, 16);
  batch.count(4, 8);
  let total = 0;
  for (const [offset, length] of batch.pairs(2, 16)) {
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
    field.tables(5).forEach(visit);
  };
  schema.count(2, 4);
  schema.tables(1).forEach(visit);
}
