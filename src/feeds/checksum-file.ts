import { ImportError } from './import-error';

/** Whether a file is one of those that are published beside archives: lines of "hex  name". */
export function isChecksumFile(file: { readonly name: string }): boolean {
  return /(\.checksum|\.sha256(sum)?|^sha256sums(\.txt)?)$/i.test(file.name);
}

/** A file as it was read. */
export interface HashedFile {
  readonly name: string;
  /** Hex, lower case. */
  readonly sha256: string;
}

/**
 * Compares the files that were read with the SHA-256 that checksum files tell of them, and returns the
 * names of those that were found to be right. Throws `ImportError` for a file that differs. Checksums of
 * other files are left aside.
 */
export async function verifyChecksums(
  checksumFiles: readonly File[],
  files: readonly HashedFile[],
): Promise<readonly string[]> {
  const verified = new Set<string>();
  for (const checksumFile of checksumFiles) {
    const checksums = readChecksums(await checksumFile.text(), checksumFile.name);
    for (const { name, sha256: expected } of checksums) {
      for (const file of files.filter((candidate) => candidate.name === name)) {
        if (file.sha256 !== expected) {
          throw new ImportError(
            `${name} is damaged: its SHA-256 is ${file.sha256}, but ${checksumFile.name} tells ` +
              `${expected}. Download it again.`,
          );
        }
        verified.add(name);
      }
    }
  }
  return [...verified];
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
