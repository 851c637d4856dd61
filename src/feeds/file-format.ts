import { ImportError } from './import-error';

/** Formats that can be read. */
export type FileFormat = 'parquet' | 'csv' | 'zip';

/**
 * Tells a file's format by its first bytes, and by its name where those are text. Throws
 * `ImportError` for an empty file, a format that cannot be read, and a name that the bytes belie.
 */
export function detectFormat(bytes: Uint8Array, file: string): FileFormat {
  if (bytes.length === 0) throw new ImportError(`${file} is empty (0 bytes). Choose another file.`);
  if (startsWith(bytes, 'PAR1')) return 'parquet';
  if (startsWith(bytes, 'PK\x03\x04') || startsWith(bytes, 'PK\x05\x06')) return 'zip';
  for (const { magic, name, advice } of unreadable) {
    if (startsWith(bytes, magic)) throw new ImportError(`${file} is ${name}. ${advice}`);
  }

  const extension = /\.([^.]+)$/.exec(file)?.[1].toLowerCase();
  if (extension === 'parquet' || extension === 'zip') {
    const what = isText(bytes) ? 'holds text' : 'holds something else';
    throw new ImportError(
      `${file} is named .${extension} but is not a ${extension} file: it ${what}. ` +
        'If it is CSV, rename it to .csv; else download it again.',
    );
  }
  if (!isText(bytes)) {
    throw new ImportError(
      `${file} is in no format that can be read. Import parquet, CSV or a zip archive of CSV files.`,
    );
  }
  return 'csv';
}

const convert = 'Convert it to parquet or CSV and import that.';

const unreadable: readonly {
  readonly magic: string;
  readonly name: string;
  readonly advice: string;
}[] = [
  { magic: 'ARROW1', name: 'an Arrow (feather) file, which cannot be read yet', advice: convert },
  { magic: 'FEA1', name: 'an old feather file, which cannot be read', advice: convert },
  { magic: '\x1f\x8b', name: 'gzip-compressed', advice: 'Unpack it and import what is inside.' },
  { magic: '(\xb5/\xfd', name: 'zstd-compressed', advice: 'Unpack it and import what is inside.' },
  { magic: '\xff\xfe', name: 'UTF-16 text', advice: 'Save it as UTF-8 and import it again.' },
  { magic: '\xfe\xff', name: 'UTF-16 text', advice: 'Save it as UTF-8 and import it again.' },
  { magic: '{', name: 'JSON, which cannot be read yet', advice: convert },
  { magic: '[', name: 'JSON, which cannot be read yet', advice: convert },
  { magic: 'PARE', name: 'an encrypted parquet file', advice: 'Write it without encryption.' },
];

function startsWith(bytes: Uint8Array, magic: string): boolean {
  if (bytes.length < magic.length) return false;
  return [...magic].every((letter, index) => letter.charCodeAt(0) === bytes[index]);
}

/** Text has no zero byte. */
function isText(bytes: Uint8Array): boolean {
  return !bytes.subarray(0, 4096).includes(0);
}
