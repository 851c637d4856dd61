import type { SyncInitInput } from 'parquet-wasm/esm';

/** parquet-wasm's module: where to fetch it from, or its bytes. */
export type ParquetWasm = string | URL | SyncInitInput;

/** What opening a table needs of its surroundings. */
export interface TableOptions {
  /** Used when a file is parquet. */
  readonly parquetWasm: ParquetWasm;
}
