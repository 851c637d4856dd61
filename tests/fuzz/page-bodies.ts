import { parquetMetadata } from 'hyparquet';
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';

/**
 * Returns for each byte of a parquet file whether a page's checksum covers it: the bodies of pages do
 * have one, but neither their headers nor the footer.
 */
export function markPageBodies(file: Uint8Array<ArrayBuffer>): readonly boolean[] {
  const covered = new Array<boolean>(file.length).fill(false);
  for (const { columns } of parquetMetadata(file.buffer).row_groups) {
    for (const { meta_data: about } of columns) {
      if (about === undefined) continue;
      const start = Number(about.dictionary_page_offset ?? about.data_page_offset);
      const end = start + Number(about.total_compressed_size);
      const reader = { view: new DataView(file.buffer), offset: start };
      while (reader.offset < end) {
        const { field_3: size, field_4: crc } = deserializeTCompactProtocol(reader);
        const next = reader.offset + Number(size);
        if (typeof crc === 'number') covered.fill(true, reader.offset, next);
        reader.offset = next;
      }
    }
  }
  return covered;
}

/** Whether a damaged file differs from a good one of the same length in covered bytes alone. */
export function isWithin(
  covered: readonly boolean[],
  good: Uint8Array,
  damaged: Uint8Array,
): boolean {
  return (
    good.length === damaged.length &&
    good.every((byte, index) => byte === damaged[index] || covered[index])
  );
}
