/** What a file is that cannot be read, and what to do instead. */
interface Unreadable {
  /** To be read after "is": "an HDF5 file". */
  readonly name: string;
  readonly advice: string;
}

/** Names what a file is by its first bytes, where that is nothing that can be read; undefined for others. */
export function nameUnreadable(bytes: Uint8Array, file: string): Unreadable | undefined {
  const known = magics.find(({ magic }) => startsWith(bytes, magic));
  if (known !== undefined) return known.name.startsWith('zstd') ? nameZstd(file) : known;
  return startsWith(bytes, 'PK\x03\x04')
    ? nameZip(bytes)
    : (nameBinary(bytes, file) ?? nameText(bytes, file));
}

/** Whether bytes begin with those of a text of one byte a letter. */
export function startsWith(bytes: Uint8Array, magic: string): boolean {
  if (bytes.length < magic.length) return false;
  return [...magic].every((letter, index) => letter.charCodeAt(0) === bytes[index]);
}

const unpack = 'Unpack it and import what is inside.';
const workbook = 'Save the sheet as CSV (UTF-8) and import that.';
const toParquet = 'Convert it to parquet and import that.';

const magics: readonly (Unreadable & { readonly magic: string })[] = [
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
  { magic: '\xd0\xcf\x11\xe0', name: 'an old Excel workbook', advice: workbook },
  { magic: '\x89HDF', name: 'an HDF5 file', advice: toParquet },
  { magic: '\x93NUMPY', name: 'a numpy array (npy)', advice: 'Save it as CSV with a header.' },
  { magic: 'SQLite format 3', name: 'an SQLite database', advice: 'Export the table as CSV.' },
  { magic: 'Obj\x01', name: 'an Avro file', advice: toParquet },
  { magic: 'ORC', name: 'an ORC file', advice: toParquet },
  { magic: '%PDF', name: 'a PDF document', advice: 'Choose the file with the data.' },
  {
    magic: 'version https://git-lfs',
    name: 'a Git LFS pointer, not the data that it stands for',
    advice: 'Fetch the data (git lfs pull, or "Download raw file" on the web) and import that.',
  },
];

/** Databento publishes its files so. */
function nameZstd(file: string): Unreadable {
  if (/\.dbn\.zst$/i.test(file)) {
    return { name: 'a zstd-compressed Databento file (DBN)', advice: databento };
  }
  return { name: 'zstd-compressed', advice: unpack };
}

const databento = 'Export bars (ohlcv-1m) as CSV or parquet and import those.';

/** Workbooks and arrays of numpy are zip archives of their own kind; others are archives. */
function nameZip(bytes: Uint8Array): Unreadable | undefined {
  const head = toText(bytes.subarray(0, 4096));
  const end = toText(bytes.subarray(Math.max(0, bytes.length - 16_384)));
  if (/xl\/(workbook|worksheets)/.test(head) || /xl\/(workbook|worksheets)/.test(end)) {
    return { name: 'an Excel workbook', advice: workbook };
  }
  if (head.includes('mimetypeapplication/vnd.oasis.opendocument')) {
    return { name: 'an OpenDocument file', advice: workbook };
  }
  // The name of the first member stands after 30 bytes.
  const [first = ''] = /^[\w./-]+\.npy/.exec(head.slice(30)) ?? [];
  if (first === '') return undefined;
  return { name: 'an archive of numpy arrays (npz)', advice: 'Save them as CSV with a header.' };
}

function nameBinary(bytes: Uint8Array, file: string): Unreadable | undefined {
  const isPickle =
    bytes[0] === 0x80 &&
    bytes[1] >= 2 &&
    bytes[1] <= 5 &&
    (bytes.at(-1) === 0x2e || isPickled(file));
  if (isPickle) {
    return {
      name: 'a Python pickle, which can hold programs and is never read',
      advice: 'Write the table as parquet (in pandas: to_parquet) and import that.',
    };
  }
  if (startsWith(bytes, 'DBN') && bytes[3] >= 1 && bytes[3] <= 9) {
    return { name: 'a Databento file (DBN)', advice: databento };
  }
  return startsWith(bytes.subarray(8, 12), 'DUCK')
    ? { name: 'a DuckDB database', advice: 'Export the table as parquet or CSV.' }
    : undefined;
}

function isPickled(file: string): boolean {
  return /\.(pkl|pickle)$/i.test(file);
}

/** Web pages and documents of XML, whatever the file is called. */
function nameText(bytes: Uint8Array, file: string): Unreadable | undefined {
  const text = toText(bytes.subarray(0, 4096)).replace(/^\xef\xbb\xbf/, '');
  if (!/^\s*</.test(text)) return undefined;
  const start = text.replace(/^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*/, '');
  if (/^<(!doctype html|html|head|body|table)/i.test(start)) {
    if (/\.xls$/i.test(file)) {
      return {
        name: 'a web page that is named .xls',
        advice: `Open it in a spreadsheet. ${workbook}`,
      };
    }
    const isRepository = /git(hub|lab)|blob/i.test(`${file} ${text}`);
    return {
      name: 'a web page, not the file that it shows',
      advice: isRepository
        ? 'Download the file itself ("Download raw file" or "Raw" on the page).'
        : 'Download the file itself, not its page.',
    };
  }
  if (/^<Error>/i.test(start)) {
    const message = /<Message>([^<]*)<\/Message>/i.exec(start)?.[1] ?? '';
    return {
      name: `the error answer of a server, not data: "${message.trim()}"`,
      advice: 'Correct the address and download it again.',
    };
  }
  return start.startsWith('<') && /^\s*<\?xml/.test(text)
    ? { name: 'an XML document', advice: 'Save the table as CSV and import that.' }
    : undefined;
}

/** One letter a byte. */
function toText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 16_384));
}
