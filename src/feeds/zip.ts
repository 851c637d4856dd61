import { Uint8ArrayReader, ZipReader, type FileEntry } from '@zip.js/zip.js/index-native.js';
import { describeCause, ImportError } from './import-error';
import type { OnProgress } from './raw-bars';

/** A CSV file inside an archive, unpacked. */
export interface ZipMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Unpacked bytes of one archive, at most: more than ten years of minutes. */
export const maxUnpackedBytes = 2e9;

/**
 * Unpacks the CSV members of an archive, in the order in which it lists them, and verifies the
 * CRC-32 of each. Sizes are taken from the archive's headers and checked before memory is spent.
 * Throws `ImportError`.
 */
export async function unpackCsvMembers(
  bytes: Uint8Array,
  file: string,
  onProgress: OnProgress,
): Promise<readonly ZipMember[]> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false });
  try {
    const entries = await listCsvEntries(reader, file);
    const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    const members: ZipMember[] = [];
    let done = 0;
    for (const entry of entries) {
      const member = await unpackEntry(entry, file, (count) => onProgress(done + count, total));
      done += member.bytes.length;
      members.push(member);
    }
    return members;
  } finally {
    await reader.close();
  }
}

async function listCsvEntries(
  reader: ZipReader<unknown>,
  file: string,
): Promise<readonly FileEntry[]> {
  const entries = await reader.getEntries().catch((cause: unknown) => {
    throw new ImportError(
      `${file} cannot be opened as a zip archive (${describeCause(cause)}). ` +
        'It may be cut short: download it again.',
      { cause },
    );
  });
  const files = entries.filter((entry): entry is FileEntry => !entry.directory);
  const csvFiles = files.filter(({ filename }) => /\.csv$/i.test(filename) && !isHidden(filename));
  if (csvFiles.length === 0) {
    const names = files.slice(0, 8).map((entry) => entry.filename);
    throw new ImportError(
      `${file} holds no .csv file: found ${names.join(', ') || 'nothing'}. ` +
        'Unpack it and import the file with the bars.',
    );
  }
  const total = csvFiles.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (total > maxUnpackedBytes) {
    throw new ImportError(
      `${file} unpacks to ${Math.round(total / 1e6)} MB, more than the limit of ` +
        `${maxUnpackedBytes / 1e6} MB. Import a shorter period.`,
    );
  }
  return csvFiles;
}

/** macOS puts a shadow named `__MACOSX/._name` beside each member, which is no CSV. */
function isHidden(filename: string): boolean {
  return /(^|\/)\.[^/]*$/.test(filename);
}

async function unpackEntry(
  entry: FileEntry,
  file: string,
  onCount: (bytes: number) => void,
): Promise<ZipMember> {
  const where = `${file}: member ${entry.filename}`;
  const size = entry.uncompressedSize;
  if (entry.encrypted) {
    throw new ImportError(`${where} is encrypted. Unpack the archive and import the CSV file.`);
  }
  if (size > entry.compressedSize * mostDeflateShrinks + 1024) {
    throw new ImportError(
      `${where} claims ${size} bytes unpacked from ${entry.compressedSize}, which is impossible. ` +
        'The archive is damaged: download it again.',
    );
  }
  const bytes = new Uint8Array(size);
  let written = 0;
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      if (written + chunk.length > size) {
        throw new Error(`more bytes than the ${size} that its header tells`);
      }
      bytes.set(chunk, written);
      written += chunk.length;
      onCount(written);
    },
  });
  try {
    await entry.getData(sink, { checkCrc32: true, useWebWorkers: false });
  } catch (cause) {
    throw new ImportError(
      `${where} is damaged: its bytes do not match the checksum (CRC-32) and size that the archive ` +
        `tells (${describeCause(cause)}). Download the archive again.`,
      { cause },
    );
  }
  if (written !== size) {
    throw new ImportError(
      `${where} is damaged: ${written} bytes of ${size} came out. Download the archive again.`,
    );
  }
  return { name: entry.filename, bytes };
}

/** No deflate stream is longer than 1032 times its packed form. */
const mostDeflateShrinks = 1032;
