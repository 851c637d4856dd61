import { formatMegabytes, maxFileBytes } from './formats/limits';
import { describeCause, ImportError } from './import-error';
import type { OnProgress } from './raw-bars';

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
  for (let start = 0; start < file.size; start += sliceBytes) {
    const slice = file.slice(start, start + sliceBytes);
    try {
      bytes.set(new Uint8Array(await slice.arrayBuffer()), start);
    } catch (cause) {
      throw new ImportError(
        `${file.name} can no longer be read (${describeCause(cause)}). ` +
          'It may have been changed or moved: choose it again.',
        { cause },
      );
    }
    onProgress(Math.min(start + sliceBytes, file.size), file.size);
  }
  return bytes;
}

/** SHA-256 of bytes in lower-case hex. */
export async function hashFile(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const sliceBytes = 8 << 20;
