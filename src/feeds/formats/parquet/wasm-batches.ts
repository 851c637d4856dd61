import { tableFromIPC, type Field, type RecordBatch } from 'apache-arrow';
import initWasm, { readParquet, readSchema, type ReaderOptions } from 'parquet-wasm/esm';
import type { ParquetWasm } from '../../table';
import { describeCause } from '../../../core/describe-cause';
import { ImportError, isTrap, ParserCrash } from '../../import-error';
import { startsWith } from '../unreadable';

/** Loads the parser, once; throws when its module cannot be fetched. */
export function loadParser(wasm: ParquetWasm): Promise<void> {
  loading ??= startParser(wasm).catch((cause: unknown) => {
    loading = undefined;
    throw cause;
  });
  return loading;
}

let loading: Promise<void> | undefined;

async function startParser(wasm: ParquetWasm): Promise<void> {
  const module = typeof wasm === 'string' || wasm instanceof URL ? await fetchModule(wasm) : wasm;
  await initWasm({ module_or_path: module });
}

/** A release holds the module as a Zstandard frame: a quarter smaller than what hosts make of it. */
async function fetchModule(url: string | URL): Promise<BufferSource> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the parquet parser was not sent: HTTP ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (startsWith(bytes, '\0asm')) return bytes;
  const { decodeZstdFrame } = await import('../compression/zstd');
  return decodeZstdFrame(bytes, maxModuleBytes);
}

const maxModuleBytes = 2e7;

/** The top-level columns of a parquet file, in its order. Throws `ImportError`. */
export function readFields(bytes: Uint8Array, file: string): readonly Field[] {
  try {
    return tableFromIPC(readSchema(bytes).intoIPCStream()).schema.fields;
  } catch (cause) {
    throw describeDamage(file, cause);
  }
}

/**
 * Decodes the named columns batch by batch; `positions` tells which of `fields` each column of a batch
 * is. Throws `ImportError`, `ParserCrash` among them.
 */
export function* readBatches(
  bytes: Uint8Array,
  fields: readonly Field[],
  names: readonly string[],
  options: Omit<ReaderOptions, 'columns'>,
  file: string,
): Generator<{ readonly batch: RecordBatch; readonly positions: readonly number[] }> {
  if (names.length === 0) return;
  const decode = <Result>(step: () => Result): Result => {
    try {
      return step();
    } catch (cause) {
      throw describeDamage(file, cause);
    }
  };
  const table = decode(() =>
    readParquet(bytes, { ...options, columns: [...new Set(names)], batchSize: batchRows }),
  );
  try {
    for (const wasmBatch of decode(() => table.recordBatches())) {
      const { batches } = decode(() => tableFromIPC(wasmBatch.intoIPCStream()));
      for (const batch of batches) {
        yield { batch, positions: findPositions(fields, batch) };
      }
    }
  } finally {
    table.free();
  }
}

/** Arrow's JavaScript is slow by the batch, so batches are long. */
const batchRows = 1 << 16;

/** Columns keep the order of the file, and of those of one name either all are there or none. */
function findPositions(fields: readonly Field[], batch: RecordBatch): readonly number[] {
  let from = 0;
  return batch.schema.fields.map(({ name }) => {
    const position = fields.findIndex((field, at) => at >= from && field.name === name);
    from = position + 1;
    return position;
  });
}

/** The error for a parquet file that the parser gave up on; `ParserCrash` where it cannot go on. */
export function describeDamage(file: string, cause: unknown): ImportError {
  if (cause instanceof ImportError) return cause;
  if (isTrap(cause)) {
    return new ParserCrash(
      `${file} made the parquet parser stop (${describeCause(cause)}). It may be damaged or need more ` +
        'memory than there is: write it again with fewer columns or a shorter period.',
      { cause },
    );
  }
  return new ImportError(
    `${file} is a parquet file that cannot be read (${describeCause(cause)}). ` +
      'It may be cut short or damaged: download or write it again.',
    { cause },
  );
}
