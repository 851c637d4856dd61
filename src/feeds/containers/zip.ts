// This entry inflates by the browser's own means, and brings no copy of zlib.
import {
  Uint8ArrayReader,
  WARNING_TRAILING_CENTRAL_DIRECTORY_DATA,
  ZipReader,
  type ArchiveWarning,
  type Entry,
  type FileEntry,
} from '@zip.js/zip.js/lib/zip-core-custom.js';
import { formatMegabytes } from '../../core/format';
import { maxUnpackedBytes, type OnProgress } from '../table';
import { describeCause } from '../../core/describe-cause';
import { ImportError } from '../import-error';
import { type Archive, type ArchiveMember, chooseMembers } from './archive';

/** Tells which files of an archive to unpack; throws `ImportError` where there is none. */
type ChooseFiles = (
  entries: readonly FileEntry[],
  file: string,
) => ReturnType<typeof chooseMembers<FileEntry>>;

/**
 * Unpacks the members of an archive that may hold a table, or those that `choose` picks, in the order in which it lists them, and
 * verifies the CRC-32 of each. Sizes are taken from the archive's headers and checked before memory is
 * spent. Throws `ImportError`: what is damaged is refused as a whole.
 */
export async function unpackZip(
  bytes: Uint8Array,
  file: string,
  onProgress: OnProgress,
  choose: ChooseFiles = chooseMembers,
): Promise<Archive> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false });
  try {
    const { chosen, notes } = choose(await listFiles(reader, bytes, file), file);
    const total = chosen.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    if (total > maxUnpackedBytes) {
      throw new ImportError(
        `${file} unpacks to ${formatMegabytes(total)}, more than the limit of ` +
          `${formatMegabytes(maxUnpackedBytes)}. Import a shorter period.`,
      );
    }
    const members: ArchiveMember[] = [];
    let done = 0;
    for (const entry of chosen) {
      const member = await unpackEntry(entry, file, (count) => onProgress(done + count, total));
      done += member.bytes.length;
      members.push(member);
    }
    return { members, notes };
  } finally {
    // Nothing is open but the bytes: a failure to close them must not hide another.
    await reader.close().catch(() => undefined);
  }
}

async function listFiles(
  reader: ZipReader<unknown>,
  bytes: Uint8Array,
  file: string,
): Promise<readonly FileEntry[]> {
  try {
    const entries = await reader.getEntries();
    // Its directory lists less than there is.
    const isLonger = ({ reason }: ArchiveWarning): boolean =>
      reason === WARNING_TRAILING_CENTRAL_DIRECTORY_DATA && !endsAsZip64(bytes);
    if (reader.warnings?.some(isLonger)) throw new Error(WARNING_TRAILING_CENTRAL_DIRECTORY_DATA);
    for (const entry of entries) compareNames(entry, bytes);
    return entries.filter((entry): entry is FileEntry => !entry.directory);
  } catch (cause) {
    throw new ImportError(
      `${file} cannot be opened as a zip archive (${describeCause(cause)}). ` +
        'It may be cut short or damaged: download it again.',
      { cause },
    );
  }
}

/** Whether the record of a zip64 archive, which some writers always add, lies between the directory and the end. */
function endsAsZip64(bytes: Uint8Array): boolean {
  const start = bytes.length - zip64EndBytes;
  return start >= 0 && zip64Signature.every((byte, at) => bytes[start + at] === byte);
}

/** The record, its locator and the end of a directory without a comment. */
const zip64EndBytes = 56 + 20 + 22;
const zip64Signature = [0x50, 0x4b, 0x06, 0x06];

/**
 * No checksum covers the directory: a damaged name could make a member look like none with a table and be
 * left aside. Each member tells its name a second time before its bytes. Throws `Error`.
 */
function compareNames({ filename, rawFilename, offset }: Entry, bytes: Uint8Array): void {
  const start = offset + localHeaderBytes;
  const own = bytes.subarray(start, start + rawFilename.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = start <= bytes.length ? view.getUint16(start - 4, true) : -1;
  if (length === rawFilename.length && rawFilename.every((byte, at) => byte === own[at])) return;
  throw new Error(`its directory lists ${filename}, but the member has another name`);
}

/** What precedes the name of a member, the last four bytes the lengths of name and extra field. */
const localHeaderBytes = 30;

async function unpackEntry(
  entry: FileEntry,
  file: string,
  onCount: (bytes: number) => void,
): Promise<ArchiveMember> {
  const where = `${file}: member ${entry.filename}`;
  const size = entry.uncompressedSize;
  refuseUnreadable(entry, where);
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

function refuseUnreadable(entry: FileEntry, where: string): void {
  const { uncompressedSize: size, compressedSize, compressionMethod: method } = entry;
  if (entry.encrypted) {
    throw new ImportError(`${where} is encrypted. Unpack the archive and import what is inside.`);
  }
  if (method !== stored && method !== deflated) {
    throw new ImportError(
      `${where} is compressed by method ${method}, which cannot be unpacked here. ` +
        'Unpack the archive and import what is inside.',
    );
  }
  if (size > compressedSize * maxDeflateRatio + 1024) {
    throw new ImportError(
      `${where} claims ${size} bytes unpacked from ${compressedSize}, which is impossible. ` +
        'The archive is damaged: download it again.',
    );
  }
}

const stored = 0;
const deflated = 8;

/** No deflate stream is longer than 1032 times its packed form. */
const maxDeflateRatio = 1032;
