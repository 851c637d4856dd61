import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasRealData, readRealFile, realDataPath, skipNote } from '../../real-data';
import { openFile, readAll } from '../read-table';

/** Valid files that are refused all the same, and why. */
const refusedAtOpening: Readonly<Record<string, RegExp>> = {
  // The parser wants 64-bit integers where the format's own definition allows 16.
  'data/dict-page-offset-zero.parquet': /Expected list element type of I64 but got I16/,
  'data/large_string_map.brotli.parquet': /unpacks to 2147 MB, more than the limit of 2000 MB/,
  'data/nation.dict-malformed.parquet': /Invalid page header/,
  'bad_data/ARROW-GH-41317.parquet': /Expected list element type of I32 but got I16/,
  'bad_data/ARROW-GH-41321.parquet': /Invalid or corrupted RLE bit width 254/,
  'bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet': /Integer overflow/,
  'bad_data/PARQUET-1481.parquet': /cannot be read/,
};

/** Files of which only reading a whole column tells that something is wrong. */
const refusedAtReading: Readonly<Record<string, RegExp>> = {
  'data/datapage_v1-corrupt-checksum.parquet': /column a: a page does not match its checksum/,
  'data/rle-dict-uncompressed-corrupt-checksum.parquet': /a page does not match its checksum/,
  // A valid file, of which the parser gives no row and no error.
  'data/repeated_no_annotation.parquet': /it tells 6 rows but has 0/,
};

/**
 * Bad data that is not noticed: these have no column that can be numbers, so nothing of them is read,
 * but for the last, in which every index of a dictionary is the same, as its bit width of 0 says.
 */
const unnoticed = [
  'bad_data/ARROW-GH-45185.parquet',
  'bad_data/ARROW-GH-47662.parquet',
  'bad_data/ARROW-RS-GH-6229-LEVELS.parquet',
  'bad_data/ARROW-GH-43605.parquet',
];

const files = hasRealData
  ? ['data', 'bad_data'].flatMap((folder) =>
      readdirSync(realDataPath(`parquet-testing/${folder}`))
        .filter((name) => name.endsWith('.parquet'))
        .map((name) => `${folder}/${name}`),
    )
  : [];

/** What opening and then reading all columns ends with. */
async function outcomeOf(
  file: string,
): Promise<{ readonly stage: string; readonly message: string }> {
  let stage = 'opening';
  try {
    const { tables } = await openFile(readRealFile(`parquet-testing/${file}`));
    stage = 'reading';
    const [{ table }] = tables;
    const columns = await readAll(table);
    expect(columns.every((column) => column.length === table.rowLimit)).toBe(true);
    return { stage: 'done', message: '' };
  } catch (error) {
    if (error instanceof Error && error.name === 'ImportError')
      return { stage, message: error.message };
    throw error;
  }
}

describe.skipIf(!hasRealData)(`apache/parquet-testing${skipNote}`, () => {
  it('has the files that are spoken of here', () => {
    expect(files.length).toBeGreaterThan(70);
    const named = [
      ...Object.keys(refusedAtOpening),
      ...Object.keys(refusedAtReading),
      ...unnoticed,
    ];
    expect(named.filter((file) => !files.includes(file))).toEqual([]);
    expect(files.filter((file) => file.startsWith('bad_data/') && !named.includes(file))).toEqual(
      [],
    );
  });

  it.each(files)('%s opens, or is refused with a reason', async (file) => {
    const { stage, message } = await outcomeOf(file);
    if (file in refusedAtOpening) {
      expect(stage).toBe('opening');
      expect(message).toMatch(refusedAtOpening[file]);
    } else if (file in refusedAtReading) {
      expect(stage).toBe('reading');
      expect(message).toMatch(refusedAtReading[file]);
    } else {
      expect({ stage, message }).toEqual({ stage: 'done', message: '' });
    }
  });
});
