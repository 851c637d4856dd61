import { formatMegabytes } from '../../../core/format';
import { describeCause } from '../../../core/describe-cause';
import { ImportError } from '../../import-error';
import {
  type ColumnRequest,
  maxRows,
  maxUnpackedBytes,
  type OnProgress,
  pickSampleRows,
  type ReadColumns,
  type SampleRow,
  type Table,
  type TableColumn,
} from '../../table';
import { copyColumn, describeField, listCellTexts } from './columns';
import { type ArrowMessages, splitMessages } from './messages';
import {
  CompressionType,
  compressionRegistry,
  RecordBatchReader,
  type RecordBatchFileReader,
  type Field,
  type RecordBatch,
} from 'apache-arrow';
import { decodeLz4Frame } from '../compression/lz4';
import { decodeZstdFrame } from '../compression/zstd';
import { joinBytes } from '../decode-text';

/**
 * Opens an Arrow file (feather version 2) or stream, plain or compressed by LZ4 or Zstandard. Rows count
 * from 1. Throws `ImportError`.
 */
export function openArrow(bytes: Uint8Array, file: string): Table {
  const guard = <Result>(step: () => Result): Result => {
    try {
      return step();
    } catch (cause) {
      throw describeDamage(file, cause);
    }
  };
  const messages = guard(() => splitMessages(bytes));
  const rows = messages.batches.reduce((sum, batch) => sum + batch.rows, 0);
  refuseSizes(messages, rows, file);
  const decoder = guard(() => createBatchDecoder(bytes, messages));
  const columns = guard(() => decoder.fields.map(describeField));
  const arrow: OpenedArrow = { messages, decoder, rows, columns };
  const sample = guard(() => readSample(arrow));
  return {
    format: 'feather',
    columns,
    hasHeader: true,
    rowLimit: rows,
    sample,
    notes: messages.isComplete ? [] : ['the stream has no end mark: it may be cut short'],
    read: async (requests, onProgress) => guard(() => readColumns(arrow, requests, onProgress)),
  };
}

/** An Arrow file or stream of which the sizes are known. */
interface OpenedArrow {
  readonly messages: ArrowMessages;
  readonly decoder: BatchDecoder;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}

function refuseSizes({ unpackedBytes }: ArrowMessages, rows: number, file: string): void {
  if (rows > maxRows) {
    throw new ImportError(
      `${file} tells ${rows} rows, more than the limit of ${maxRows}. Import a shorter period.`,
    );
  }
  if (unpackedBytes > maxUnpackedBytes) {
    throw new ImportError(
      `${file} unpacks to ${formatMegabytes(unpackedBytes)}, more than the limit of ` +
        `${formatMegabytes(maxUnpackedBytes)}. Import a shorter period or fewer columns.`,
    );
  }
}

/** Of a table in many batches only some are looked at, since each must be unpacked whole. */
function readSample({ messages, decoder, rows, columns }: OpenedArrow): readonly SampleRow[] {
  const picked = pickSampleRows(rows);
  const positions = columns.map((_, position) => position);
  const step = Math.max(1, Math.ceil((messages.batches.length - 1) / maxSampledBatches));
  const sample: SampleRow[] = [];
  let start = 0;
  messages.batches.forEach((about, index) => {
    const end = start + about.rows;
    const isLast = index === messages.batches.length - 1;
    const wanted = picked.filter((row) => row >= start && row < end);
    if (wanted.length > 0 && (index % step === 0 || isLast)) {
      const batch = decoder.decode(index);
      for (const [from, to] of joinRuns(wanted)) {
        const cells = listCellTexts(batch.slice(from - start, to - start), columns, positions);
        cells.forEach((row, at) => sample.push({ row: from + at + 1, cells: row }));
      }
    }
    start = end;
  });
  return sample;
}

const maxSampledBatches = 4;

/** Half-open ranges of rows that follow each other. */
function joinRuns(rows: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last?.[1] === row) last[1] = row + 1;
    else runs.push([row, row + 1]);
  }
  return runs;
}

function readColumns(
  { messages, decoder, rows, columns }: OpenedArrow,
  requests: readonly ColumnRequest[],
  onProgress: OnProgress,
): ReadColumns {
  const values = requests.map(() => new Float64Array(rows));
  const starts: number[] = [];
  let start = 0;
  messages.batches.forEach((about, index) => {
    const batch = decoder.decode(index);
    requests.forEach(({ position, parseText }, at) => {
      const vector = batch.getChildAt(position);
      const { kind } = columns[position];
      if (vector !== null) copyColumn(vector, { kind, parseText }, values[at], start);
    });
    starts.push(start);
    start += about.rows;
    onProgress(start, rows);
  });
  return {
    values,
    rowOf: (index) => index + 1,
    textOf(index, request) {
      const next = starts.findIndex((first) => first > index);
      const batch = next === -1 ? starts.length - 1 : next - 1;
      const row = index - starts[batch];
      const slice = decoder.decode(batch).slice(row, row + 1);
      const positions = columns.map((_, position) => position);
      return listCellTexts(slice, columns, positions)[0][requests[request].position];
    },
  };
}

function describeDamage(file: string, cause: unknown): ImportError {
  if (cause instanceof ImportError) return cause;
  return new ImportError(
    `${file} is a feather (Arrow) file that cannot be read (${describeCause(cause)}). ` +
      'It may be cut short or damaged: download or write it again.',
    { cause },
  );
}

compressionRegistry.set(CompressionType.LZ4_FRAME, {
  decode: (frame) => decodeLz4Frame(frame, maxUnpackedBytes),
});
compressionRegistry.set(CompressionType.ZSTD, {
  decode: (frame) => decodeZstdFrame(frame, maxUnpackedBytes),
});

/** Decodes the batches of an Arrow file or stream one by one, in any order. */
interface BatchDecoder {
  readonly fields: readonly Field[];
  /** Throws `Error` for damage. */
  decode(index: number): RecordBatch;
}

/** Returns a decoder of messages that were found sound; throws `Error` for an unknown schema. */
function createBatchDecoder(bytes: Uint8Array, messages: ArrowMessages): BatchDecoder {
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
