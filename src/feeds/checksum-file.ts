import type { DataSource } from '../core/library';
import { ImportError } from './import-error';

/** Whether a file is one of those that Binance publishes beside each archive: "hex  name". */
export function isChecksumFile(file: File): boolean {
  return /\.checksum$/i.test(file.name);
}

/**
 * Compares the files that were read with the SHA-256 that checksum files tell of them; throws
 * `ImportError` for a file that differs. Checksums of other files are left aside.
 */
export async function verifyChecksums(
  checksumFiles: readonly File[],
  sources: readonly DataSource[],
): Promise<void> {
  for (const checksumFile of checksumFiles) {
    const [, expected, name] = linePattern.exec(await checksumFile.text()) ?? [];
    if (expected === undefined) {
      throw new ImportError(
        `${checksumFile.name} is no checksum file: "hex  name" was expected. Leave it out.`,
      );
    }
    const source = sources.find((candidate) => candidate.name === name);
    if (source === undefined || source.sha256 === expected.toLowerCase()) continue;
    throw new ImportError(
      `${name} is damaged: its SHA-256 is ${source.sha256}, but ${checksumFile.name} tells ` +
        `${expected}. Download it again.`,
    );
  }
}

const linePattern = /^\s*([0-9a-f]{64})\s+\*?(\S.*?)\s*$/im;
