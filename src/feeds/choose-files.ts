import { formatMegabytes } from '../core/format';
import { describeCause } from '../core/describe-cause';
import { ImportError, listNames } from './import-error';
import { maxFileBytes, type OnProgress } from './table';

/** Dropped files by what they are for. */
interface ChosenFiles {
  readonly data: readonly File[];
  readonly checksums: readonly File[];
  /** Names of files that hold no bars, as a folder has them. */
  readonly leftAside: readonly string[];
}

/** Sorts dropped files by what they are for; throws `ImportError` where none of them can hold bars. */
export function chooseFiles(files: readonly File[]): ChosenFiles {
  const checksums = files.filter(isChecksumFile);
  const others = files.filter((file) => !isChecksumFile(file));
  const data = others.filter(({ name }) => !isAccompanying(name));
  const leftAside = others.filter(({ name }) => isAccompanying(name)).map(({ name }) => name);
  if (data.length > 0) return { data, checksums, leftAside };
  const names = listNames(files.map(({ name }) => name));
  const found =
    files.length === 0 ? '' : `: ${names} ${files.length === 1 ? 'holds' : 'hold'} none`;
  throw new ImportError(`No file with bars was chosen${found}. Choose at least one.`);
}

/** Whether a file accompanies data without holding any: hidden, a text for people, a program or a picture. */
function isAccompanying(path: string): boolean {
  const name = path.replace(/^.*[\\/]/, '');
  return name.startsWith('.') || systemFiles.test(name) || otherExtensions.test(name);
}

/** Of the system, of Spark and Hive (`_SUCCESS`, `_metadata`, `_delta_log`), and texts for people. */
const systemFiles =
  /^(thumbs\.db|desktop\.ini|ehthumbs\.db|_(success|started|committed|metadata|common_metadata|delta_log)(_.*)?|(readme|licen[cs]e|changelog|notice)(\.[a-z]+)?)$/i;
const otherExtensions =
  /\.(md|rst|pdf|docx?|html?|png|jpe?g|gif|svg|webp|py|ipynb|js|ts|r|sh|bat|crc|ya?ml|toml|ini|log)$/i;

/** Whether a file is one of those that are published beside archives: lines of "hex  name". */
function isChecksumFile({ name }: File): boolean {
  return /(\.checksum|\.sha256(sum)?|(^|[\\/])sha256sums(\.txt)?)$/i.test(name);
}

/** A file as it was read. */
interface HashedFile {
  readonly name: string;
  /** Hex, lower case. */
  readonly sha256: string;
}

/**
 * Compares the files that were read with the SHA-256 that checksum files state, and returns the
 * names of those that match. Throws `ImportError` for a file that differs. Checksums of
 * other files are left aside.
 */
export async function verifyChecksums(
  checksumFiles: readonly File[],
  files: readonly HashedFile[],
): Promise<readonly string[]> {
  const stated: (HashedFile & { readonly checksumFile: string })[] = [];
  for (const checksumFile of checksumFiles) {
    for (const checksum of readChecksums(await checksumFile.text(), checksumFile.name)) {
      stated.push({ ...checksum, checksumFile: checksumFile.name });
    }
  }
  return files.flatMap((file) => {
    const [first, ...others] = stated.filter((checksum) => isAbout(checksum, file.name));
    if (first === undefined) return [];
    // Several markets can have archives of one name, each with a checksum of its own.
    if ([first, ...others].some(({ sha256 }) => sha256 === file.sha256)) return [file.name];
    throw new ImportError(
      `${file.name} is damaged: its SHA-256 is ${file.sha256}, but ${first.checksumFile} tells ` +
        `${first.sha256}. Download it again.`,
    );
  });
}

/** Whether a checksum is that of a file: of the same folder, where both are known to lie in one. */
function isAbout(
  { name, checksumFile }: { readonly name: string; readonly checksumFile: string },
  path: string,
): boolean {
  const [folder, other] = [path, checksumFile].map((file) => file.replace(/[^\\/]*$/, ''));
  return path.slice(folder.length) === name && (folder === '' || other === '' || folder === other);
}

function readChecksums(text: string, checksumFile: string): readonly HashedFile[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const checksums = lines.map((line) => {
    const [, sha256, name] = linePattern.exec(line) ?? [];
    if (sha256 === undefined) {
      throw new ImportError(
        `${checksumFile} is no checksum file: "hex  name" was expected, not "${line.slice(0, 40)}". ` +
          'Leave it out.',
      );
    }
    return { sha256: sha256.toLowerCase(), name: name.replace(/^.*[\\/]/, '') };
  });
  if (checksums.length > 0) return checksums;
  throw new ImportError(
    `${checksumFile} is no checksum file: "hex  name" was expected, but it is empty. Leave it out.`,
  );
}

const linePattern = /^\s*([0-9a-f]{64})\s+\*?(\S.*?)\s*$/i;

/** All bytes of a file; throws `ImportError` when it is too large or can no longer be read. */
export async function readFile(
  file: File,
  onProgress: OnProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > maxFileBytes) {
    throw new ImportError(
      `${file.name} has ${formatMegabytes(file.size)}, more than the limit of ` +
        `${formatMegabytes(maxFileBytes)}. Import a shorter period.`,
    );
  }
  const bytes = new Uint8Array(file.size);
  // The next part is read while this one is copied.
  let next = readPart(file, 0);
  for (let start = 0; start < file.size; start += sliceBytes) {
    const part = await next;
    const end = start + sliceBytes;
    if (end < file.size) next = readPart(file, end);
    bytes.set(part, start);
    onProgress(Math.min(end, file.size), file.size);
  }
  return bytes;
}

async function readPart(file: File, start: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(start, start + sliceBytes).arrayBuffer());
  } catch (cause) {
    throw new ImportError(
      `${file.name} can no longer be read (${describeCause(cause)}). ` +
        'It may have been changed or moved: choose it again.',
      { cause },
    );
  }
}

/** SHA-256 of bytes in lower-case hex. */
export async function hashFile(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const sliceBytes = 4 << 20;
