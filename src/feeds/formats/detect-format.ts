import { ImportError } from '../import-error';
import { findUtf16 } from './decode-text';
import { nameUnreadable, startsWith } from './unreadable';

/** Formats that can be read. */
export type FileFormat = 'parquet' | 'feather' | 'csv' | 'json' | 'zip' | 'gzip' | 'tar';

/**
 * Tells a file's format by its first bytes, and by its name where those are text. Throws
 * `ImportError` for an empty file, a format that cannot be read, and a name that the bytes belie.
 * `name` is what the bytes are called where that is not the file, as within a gzip file.
 */
export function detectFormat(bytes: Uint8Array, file: string, name = file): FileFormat {
  if (bytes.length === 0) throw new ImportError(`${file} is empty (0 bytes). Choose another file.`);
  const unreadable = nameUnreadable(bytes, file);
  if (unreadable !== undefined) {
    throw new ImportError(`${file} is ${unreadable.name}. ${unreadable.advice}`);
  }
  const known = readable.find(({ magic }) => startsWith(bytes, magic));
  if (known !== undefined) return known.format;
  if (startsWith(bytes.subarray(257, 262), 'ustar')) return 'tar';

  const extension = /\.([^.]+)$/.exec(name)?.[1].toLowerCase() ?? '';
  const text = isText(bytes);
  const expected = byExtension[extension];
  if (expected === 'feather' && isArrowStream(bytes)) return 'feather';
  if (expected !== undefined) {
    throw new ImportError(
      `${name} is named .${extension} but is not a ${expected} file: it holds ` +
        `${text ? 'text' : 'something else'}. ` +
        'If it is CSV, rename it to .csv; else download it again.',
    );
  }
  if (isArrowStream(bytes)) return 'feather';
  if (!text) {
    throw new ImportError(
      `${file} is in no format that can be read. ` +
        'Import parquet, feather, CSV, JSON, or a zip, gz or tar archive of those.',
    );
  }
  return isJson(bytes) ? 'json' : 'csv';
}

/** Formats whose names promise bytes that are no text. */
const byExtension: Readonly<Record<string, FileFormat | undefined>> = {
  parquet: 'parquet',
  feather: 'feather',
  arrow: 'feather',
  arrows: 'feather',
  ipc: 'feather',
  zip: 'zip',
  gz: 'gzip',
  tar: 'tar',
};

const readable: readonly { readonly magic: string; readonly format: FileFormat }[] = [
  { magic: 'PAR1', format: 'parquet' },
  { magic: 'ARROW1', format: 'feather' },
  { magic: 'PK\x03\x04', format: 'zip' },
  { magic: 'PK\x05\x06', format: 'zip' },
  { magic: '\x1f\x8b', format: 'gzip' },
];

/** A stream of Arrow messages starts with the length of its schema, after a mark that is no text. */
function isArrowStream(bytes: Uint8Array): boolean {
  return startsWith(bytes, '\xff\xff\xff\xff') && bytes.length > 8;
}

/** Text has no zero byte, but for UTF-16. */
function isText(bytes: Uint8Array): boolean {
  return findUtf16(bytes) !== undefined || !bytes.subarray(0, 4096).includes(0);
}

/** JSON starts with a bracket, which no header or row of CSV does. */
function isJson(bytes: Uint8Array): boolean {
  const isUtf16 = findUtf16(bytes) !== undefined;
  const head = bytes.subarray(0, 256);
  const letters = isUtf16 ? head.filter((byte) => byte !== 0) : head;
  return /^(\xff\xfe|\xfe\xff|\xef\xbb\xbf)?\s*[[{]/.test(String.fromCharCode(...letters));
}
