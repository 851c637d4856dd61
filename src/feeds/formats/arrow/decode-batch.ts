import {
  CompressionType,
  compressionRegistry,
  RecordBatchReader,
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

/** The columns that the schema names. */
export function decodeFields({ schema }: ArrowMessages): readonly Field[] {
  return RecordBatchReader.from(schema).open().schema.fields;
}

/** Decodes one batch of rows; throws `Error` for damage. */
export function decodeBatch(messages: ArrowMessages, index: number): RecordBatch {
  const { message, rows, dictionaries } = messages.batches[index];
  const before = messages.dictionaries.slice(0, dictionaries);
  const [batch] = RecordBatchReader.from(joinBytes([messages.schema, ...before, message]));
  if (batch === undefined || batch.numRows !== rows) throw new Error('a batch cannot be decoded');
  batch.schema.fields.forEach((field, position) => {
    const length = batch.getChildAt(position)?.length;
    if (length !== rows) throw new Error(`column ${field.name} has ${length} of ${rows} values`);
  });
  return batch;
}
