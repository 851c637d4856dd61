import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeColumns, makeParquet, parquetWasm } from '../../make-files';

/** A fresh copy of the module, in which no parser is loaded yet. */

async function importReader() {
  vi.resetModules();
  return import('../../../../src/feeds/formats/parquet/wasm-batches');
}

/** A Zstandard frame whose blocks hold the bytes as they are (RFC 8878, 3.1.1). */
function packStored(bytes: Uint8Array): Blob {
  const maxBlockBytes = 1 << 17;
  const head = new DataView(new ArrayBuffer(9));
  head.setUint32(0, 0xfd2fb528, true);
  head.setUint8(4, 0xa0);
  head.setUint32(5, bytes.length, true);
  const parts: BlobPart[] = [head];
  for (let start = 0; start < bytes.length; start += maxBlockBytes) {
    const block = bytes.slice(start, start + maxBlockBytes);
    const isLast = start + maxBlockBytes >= bytes.length;
    const size = block.length * 8 + Number(isLast);
    parts.push(Uint8Array.of(size, size >> 8, size >> 16), block);
  }
  return new Blob(parts);
}

describe('loadParser', () => {
  const fetch = vi.fn<() => Promise<Response>>();

  beforeEach(() => {
    vi.stubGlobal('fetch', fetch.mockReset());
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('unpacks a module that is sent as a Zstandard frame', async () => {
    const { loadParser, readFields } = await importReader();
    fetch.mockResolvedValue(new Response(packStored(parquetWasm)));
    await loadParser('./parquet.zst');
    const bytes = await makeParquet(makeColumns(3));
    expect(readFields(bytes, 'bars.parquet').map(({ name }) => name)).toContain('close');
  });

  it('fetches a plain module once, and again after a failure', async () => {
    const { loadParser } = await importReader();
    fetch.mockResolvedValueOnce(new Response('', { status: 503 }));
    fetch.mockResolvedValue(new Response(parquetWasm));
    await expect(loadParser('./parquet.wasm')).rejects.toThrow(
      'the parquet parser was not sent: HTTP 503',
    );
    await Promise.all([loadParser('./parquet.wasm'), loadParser('./parquet.wasm')]);
    await loadParser('./parquet.wasm');
    expect(fetch).toHaveBeenCalledTimes(2);
  });
});
