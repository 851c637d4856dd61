import url from 'parquet-wasm/esm/parquet_wasm_bg.wasm?url';

/** Where the page fetches parquet-wasm's module from. */
export const parquetWasmUrl: string = url;
