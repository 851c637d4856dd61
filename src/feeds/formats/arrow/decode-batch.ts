import {
  CompressionType,
  compressionRegistry,
  RecordBatchReader,
  type RecordBatchFileReader,
  type Field,
  type RecordBatch,
} from 'apache-arrow';
import { decodeLz4Frame } from '../compression/lz4-frame';
import { decodeZstdFrame } from '../compression/zstd-frame';
import { joinBytes } from '../decode-text';
import { maxUnpackedBytes } from '../limits';
import type { ArrowMessages } from './messages';

compressionRegistry.set(CompressionType.LZ4_FRAME, {
  decode: (frame) => decodeLz4Frame(frame, maxUnpackedBytes),
});
compressionRegistry.set(CompressionType.ZSTD, {
  decode: (frame) => decodeZstdFrame(frame, maxUnpackedBytes),
});

/** Decodes the batches of an Arrow file or stream one by one, in any order. */
export interface BatchDecoder {
  readonly fields: readonly Field[];
  /** Throws `Error` for damage. */
  decode(index: number): RecordBatch;
}

/** Returns a decoder of messages that were found sound; throws `Error` for an unknown schema. */
export function createBatchDecoder(bytes: Uint8Array, messages: ArrowMessages): BatchDecoder {
  const { kind, schema, dictionaries, batches } = messages;
  if (kind === 'file') {
    const reader = RecordBatchReader.from(bytes).open() as RecordBatchFileReader;
    return {
      fields: reader.schema.fields,
      decode: (index) => checkBatch(reader.readRecordBatch(index), batches[index].rows),
    };
  }
  return {
    fields: RecordBatchReader.from(schema).open().schema.fields,
    // A stream can only be read from its start: what precedes the batch is kept to what it needs.
    decode(index) {
      const { message, rows, dictionaries: count } = batches[index];
      const parts = [schema, ...dictionaries.slice(0, count), message];
      const [batch] = RecordBatchReader.from(joinBytes(parts));
      return checkBatch(batch, rows);
    },
  };
}

function checkBatch(batch: RecordBatch | null | undefined, rows: number): RecordBatch {
  if (batch?.numRows !== rows) throw new Error('a batch cannot be decoded');
  batch.schema.fields.forEach((field, position) => {
    const length = batch.getChildAt(position)?.length;
    if (length !== rows) throw new Error(`column ${field.name} has ${length} of ${rows} values`);
  });
  return batch;
}
