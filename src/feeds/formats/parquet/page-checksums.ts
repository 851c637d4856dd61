import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';
import { ImportError } from '../../import-error';
import { crc32 } from '../compression/checksums';
import type { ColumnChunk, ParquetFooter } from './footer';

/**
 * Compares the pages of the named columns with the CRC-32 in their headers, which parquet-wasm does not.
 * Files without checksums pass. Throws `ImportError` at the first page that differs.
 */
export function verifyPageChecksums(
  bytes: Uint8Array,
  { groups }: ParquetFooter,
  names: ReadonlySet<string>,
  file: string,
): void {
  groups.forEach(({ chunks }, group) => {
    for (const chunk of chunks) {
      if (names.has(chunk.name)) verifyChunk(bytes, chunk, `${file}, row group ${group + 1}`);
    }
  });
}

/** Once a page of a chunk carries a checksum, those that follow must, but for pages of version 2. */
function verifyChunk(bytes: Uint8Array, chunk: ColumnChunk, where: string): void {
  let isChecked = false;
  let at = chunk.start;
  while (at < chunk.end) {
    const page = readPageHeader(bytes, at, chunk.end);
    if (page === undefined || (page.crc === undefined && page.kind !== dataPageV2)) {
      // What carries no checksum at all is left to the parser, whatever its pages look like.
      if (!isChecked) return;
      throw describePage(chunk, where, 'has no checksum, unlike the page before');
    }
    if (page.crc !== undefined) verifyPage(bytes, page, page.crc, chunk, where);
    isChecked ||= page.crc !== undefined;
    at = page.end;
  }
}

function verifyPage(
  bytes: Uint8Array,
  page: Page,
  expected: number,
  chunk: ColumnChunk,
  where: string,
): void {
  const found = crc32(bytes.subarray(page.start, page.end));
  if (found === expected) return;
  throw describePage(
    chunk,
    where,
    `does not match its checksum (CRC-32 is ${toHex(found)}, its header tells ${toHex(expected)})`,
  );
}

/** Writers leave the checksum of these out. */
const dataPageV2 = 3;

interface Page {
  readonly kind: unknown;
  readonly start: number;
  readonly end: number;
  /** Unsigned; undefined when the page has none. */
  readonly crc: number | undefined;
}

/** Undefined when there is no page that fits. */
function readPageHeader(bytes: Uint8Array, at: number, limit: number): Page | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, Math.min(limit, bytes.length));
  const reader = { view, offset: at };
  let header: Readonly<Record<string, unknown>>;
  try {
    header = deserializeTCompactProtocol(reader);
  } catch {
    return undefined;
  }
  const { field_1: kind, field_3: size, field_4: crc } = header;
  if (typeof size !== 'number' || size < 0 || reader.offset + size > view.byteLength) {
    return undefined;
  }
  return {
    kind,
    start: reader.offset,
    end: reader.offset + size,
    crc: typeof crc === 'number' ? crc >>> 0 : undefined,
  };
}

function describePage(chunk: ColumnChunk, where: string, what: string): ImportError {
  return new ImportError(
    `${where}, column ${chunk.name}: a page ${what}. The file is damaged: download or write it again.`,
  );
}

function toHex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}
