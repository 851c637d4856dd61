import { ImportError } from '../import-error';

/** Formats that can be read. */
export type FileFormat = 'parquet' | 'feather' | 'csv' | 'json' | 'zip' | 'gzip';

/**
 * Tells a file's format by its first bytes, and by its name where those are text. Throws
 * `ImportError` for an empty file, a format that cannot be read, and a name that the bytes belie.
 * `name` is what the bytes are called where that is not the file, as within a gzip file.
 */
export function detectFormat(bytes: Uint8Array, file: string, name = file): FileFormat {
  if (bytes.length === 0) throw new ImportError(`${file} is empty (0 bytes). Choose another file.`);
  const known = readable.find(({ magic }) => startsWith(bytes, magic));
  if (known !== undefined) return known.format;
  const unknown = unreadable.find(({ magic }) => startsWith(bytes, magic));
  if (unknown !== undefined) throw new ImportError(`${file} is ${unknown.name}. ${unknown.advice}`);

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
        'Import parquet, feather, CSV, JSON, or a zip or gz archive of those.',
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
};

const readable: readonly { readonly magic: string; readonly format: FileFormat }[] = [
  { magic: 'PAR1', format: 'parquet' },
  { magic: 'ARROW1', format: 'feather' },
  { magic: 'PK\x03\x04', format: 'zip' },
  { magic: 'PK\x05\x06', format: 'zip' },
  { magic: '\x1f\x8b', format: 'gzip' },
];

const unpack = 'Unpack it and import what is inside.';
const convert = 'Save it as CSV and import that.';

const unreadable: readonly {
  readonly magic: string;
  readonly name: string;
  readonly advice: string;
}[] = [
  {
    magic: 'FEA1',
    name: 'a feather file of version 1, which is no longer read',
    advice: 'Write it again with a current pandas or pyarrow (version 2), or as parquet or CSV.',
  },
  { magic: 'PARE', name: 'an encrypted parquet file', advice: 'Write it without encryption.' },
  { magic: '(\xb5/\xfd', name: 'zstd-compressed', advice: unpack },
  { magic: '\x04"M\x18', name: 'lz4-compressed', advice: unpack },
  { magic: 'BZh', name: 'bzip2-compressed', advice: unpack },
  { magic: '\xfd7zXZ\x00', name: 'xz-compressed', advice: unpack },
  { magic: '7z\xbc\xaf\x27\x1c', name: 'a 7-Zip archive', advice: unpack },
  { magic: 'Rar!', name: 'a RAR archive', advice: unpack },
  { magic: '\xd0\xcf\x11\xe0', name: 'an old Excel workbook', advice: convert },
  { magic: '\x89HDF', name: 'an HDF5 file', advice: 'Convert it to parquet and import that.' },
  { magic: 'SQLite format 3', name: 'an SQLite database', advice: 'Export the table as CSV.' },
  { magic: '%PDF', name: 'a PDF document', advice: 'Choose the file with the data.' },
  { magic: '<!DOCTYPE', name: 'a web page', advice: 'Download the file itself, not its page.' },
  { magic: '<html', name: 'a web page', advice: 'Download the file itself, not its page.' },
];

function startsWith(bytes: Uint8Array, magic: string): boolean {
  if (bytes.length < magic.length) return false;
  return [...magic].every((letter, index) => letter.charCodeAt(0) === bytes[index]);
}

/** A stream of Arrow messages starts with the length of its schema, after a mark that is no text. */
function isArrowStream(bytes: Uint8Array): boolean {
  return startsWith(bytes, '\xff\xff\xff\xff') && bytes.length > 8;
}

/** Text has no zero byte, but for UTF-16, which starts with a mark. */
function isText(bytes: Uint8Array): boolean {
  if (startsWith(bytes, '\xff\xfe') || startsWith(bytes, '\xfe\xff')) return true;
  return !bytes.subarray(0, 4096).includes(0);
}

/** JSON starts with a bracket, which no header or row of CSV does. */
function isJson(bytes: Uint8Array): boolean {
  const isUtf16 = startsWith(bytes, '\xff\xfe') || startsWith(bytes, '\xfe\xff');
  const head = bytes.subarray(0, 256);
  const letters = isUtf16 ? head.filter((byte) => byte !== 0) : head;
  return /^(\xff\xfe|\xfe\xff|\xef\xbb\xbf)?\s*[[{]/.test(String.fromCharCode(...letters));
}
