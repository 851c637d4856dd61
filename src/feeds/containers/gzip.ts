import { formatMegabytes } from '../../core/format';
import { describeCause } from '../../core/describe-cause';
import { ImportError } from '../import-error';
import { maxUnpackedBytes, type OnProgress } from '../table';

/**
 * Unpacks a gzip file of one member. The browser verifies its CRC-32 and length; the size that its end
 * states is checked before memory is used, and nothing beyond it is kept. Throws `ImportError`.
 */
export async function unpackGzip(
  packed: Uint8Array<ArrayBuffer>,
  file: string,
  onProgress: OnProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const size = readSize(packed, file);
  const bytes = new Uint8Array(size);
  let written = 0;
  try {
    for await (const chunk of decompress(packed)) {
      if (written + chunk.length > size) throw new Error(`more than the ${size} bytes it tells`);
      bytes.set(chunk, written);
      written += chunk.length;
      onProgress(written, size);
    }
    if (written !== size) throw new Error(`${written} bytes of the ${size} it tells`);
  } catch (cause) {
    throw new ImportError(
      `${file} is a gzip file that cannot be unpacked (${describeCause(cause)}). It may be cut short, ` +
        'damaged, or several gzip files in one: download it again, or unpack it yourself.',
      { cause },
    );
  }
  return bytes;
}

/** The last four bytes tell the size, but for what exceeds 32 bits. */
function readSize(packed: Uint8Array, file: string): number {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const size = packed.length < smallestGzip ? NaN : view.getUint32(packed.length - 4, true);
  if (!(size <= packed.length * maxDeflateRatio)) {
    throw new ImportError(
      `${file} is a gzip file that cannot be unpacked: its end is missing or damaged. Download it again.`,
    );
  }
  if (size > maxUnpackedBytes) {
    throw new ImportError(
      `${file} unpacks to ${formatMegabytes(size)}, more than the limit of ` +
        `${formatMegabytes(maxUnpackedBytes)}. Import a shorter period.`,
    );
  }
  return size;
}

async function* decompress(packed: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // What fails to stop has stopped already.
    await reader.cancel().catch(() => undefined);
  }
}

/** Header of 10 bytes, an empty block, checksum and size. */
const smallestGzip = 20;

/** No deflate stream is longer than 1032 times its packed form. */
const maxDeflateRatio = 1032;
