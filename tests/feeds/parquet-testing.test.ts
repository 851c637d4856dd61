import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importWith } from './import-one';
import { hasRealData, readRealFile, realDataPath, skipNote } from './real-data';

/** Files that are refused for another reason than that they have no price columns. */
const otherReasons: Readonly<Record<string, RegExp>> = {
  'data/byte_stream_split.zstd.parquet': /^\S+ has 2 columns and no header that names them/,
  'data/column_chunk_key_value_metadata.parquet':
    /^\S+ has 2 columns and no header that names them/,
  'data/dict-page-offset-zero.parquet': /cannot be read .*list element type of I64 but got I16/,
  'data/large_string_map.brotli.parquet': /unpacks to 2147 MB, more than the limit of 2000 MB/,
  'data/nation.dict-malformed.parquet': /cannot be read .*Invalid page header/,
  'bad_data/ARROW-GH-41317.parquet': /cannot be read .*list element type of I32 but got I16/,
  'bad_data/ARROW-GH-41321.parquet': /cannot be read .*corrupted RLE bit width 254/,
  'bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet': /cannot be read .*Integer overflow/,
  'bad_data/PARQUET-1481.parquet': /cannot be read/,
};

const counts = { data: 65, bad_data: 8 };
const files = hasRealData ? Object.keys(counts).flatMap(listFiles) : [];

describe.skipIf(!hasRealData)(`importing apache/parquet-testing${skipNote}`, () => {
  const loose: unknown[] = [];
  const note = (cause: unknown): void => void loose.push(cause);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));

  it('finds all files, and those with a reason of their own', () => {
    for (const [folder, count] of Object.entries(counts)) {
      expect(files.filter((file) => file.startsWith(`${folder}/`))).toHaveLength(count);
    }
    expect(Object.keys(otherReasons).filter((file) => !files.includes(file))).toEqual([]);
  });

  it.each(files)('refuses %s at once, saying why', async (file) => {
    const from = process.cpuUsage();
    const result = await importWith([readRealFile(`parquet-testing/${file}`)]);
    expect(process.cpuUsage(from).user).toBeLessThan(5_000_000);
    const reason = otherReasons[file] ?? /^\S+ has no price columns: found \S/;
    expect(result).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(reason) as unknown,
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(loose).toEqual([]);
  });
});

function listFiles(folder: string): readonly string[] {
  return readdirSync(realDataPath(`parquet-testing/${folder}`))
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => `${folder}/${name}`);
}
