import { formatMegabytes } from '../../core/format';
import { describeCause } from '../../core/describe-cause';
import { joinBytes } from '../formats/decode-text';
import { ImportError } from '../import-error';
import { maxUnpackedBytes, type OnProgress } from '../table';

/**
 * Unpacks a gzip file, which may be several of them one after the other. The browser verifies the CRC-32 and length of
 * each; the size that its end states is checked before memory is used, and nothing beyond it is kept. Throws
 * `ImportError`.
 */
export async function unpackGzip(
  packed: Uint8Array<ArrayBuffer>,
  file: string,
  onProgress: OnProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const size = readSize(packed, file);
  try {
    return await unpackMember(packed, size, onProgress);
  } catch (cause) {
    const members = await unpackMembers(packed, file);
    if (members !== undefined) {
      onProgress(members.length, members.length);
      return members;
    }
    throw new ImportError(
      `${file} is a gzip file that cannot be unpacked (${describeCause(cause)}). It may be cut short, ` +
        'damaged or followed by something else: download it again, or unpack it yourself.',
      { cause },
    );
  }
}

async function unpackMember(
  packed: Uint8Array<ArrayBuffer>,
  size: number,
  onProgress: OnProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let written = 0;
  for await (const chunk of decompress(packed)) {
    if (written + chunk.length > size) throw new Error(`more than the ${size} bytes it tells`);
    bytes.set(chunk, written);
    written += chunk.length;
    onProgress(written, size);
  }
  if (written !== size) throw new Error(`${written} bytes of the ${size} it tells`);
  return bytes;
}

/**
 * The content of all members of a gzip file; undefined where they are not whole. Nothing tells where a member ends but
 * that it unpacks to its checksum, so each place that looks like the start of the next is tried.
 */
async function unpackMembers(
  packed: Uint8Array<ArrayBuffer>,
  file: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const starts = findMemberStarts(packed);
  if (starts.length < 2) return undefined;
  const ends = [...starts.slice(1), packed.length];
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let at = 0; at < starts.length;) {
    const member = await findMember(packed, starts[at], ends.slice(at, at + maxTries), file);
    if (member === undefined) return undefined;
    parts.push(member.bytes);
    total += member.bytes.length;
    if (total > maxUnpackedBytes) throw refuseSize(total, file);
    at += member.tries;
  }
  return joinBytes(parts);
}

/** The member that starts there, and how many places were tried for its end. */
async function findMember(
  packed: Uint8Array<ArrayBuffer>,
  start: number,
  ends: readonly number[],
  file: string,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly tries: number } | undefined> {
  for (const [index, end] of ends.entries()) {
    const slice = packed.slice(start, end);
    try {
      const bytes = await unpackMember(slice, readSize(slice, file), () => undefined);
      return { bytes, tries: index + 1 };
    } catch {
      // Not an end: the same bytes occur within packed data.
    }
  }
  return undefined;
}

/** Places of a gzip header: its two magic bytes, deflate as the method, and no reserved flags. */
function findMemberStarts(packed: Uint8Array): readonly number[] {
  const starts: number[] = [];
  let at = packed.indexOf(0x1f);
  while (at !== -1 && starts.length < maxMembers) {
    if (packed[at + 1] === 0x8b && packed[at + 2] === 8 && packed[at + 3] < 0x20) starts.push(at);
    at = packed.indexOf(0x1f, at + 1);
  }
  return starts;
}

const maxMembers = 100_000;
/** Wrong places are one in hundred million bytes. */
const maxTries = 8;

/** The last four bytes tell the size, but for what exceeds 32 bits. */
function readSize(packed: Uint8Array, file: string): number {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const size = packed.length < smallestGzip ? NaN : view.getUint32(packed.length - 4, true);
  if (!(size <= packed.length * maxDeflateRatio)) {
    throw new ImportError(
      `${file} is a gzip file that cannot be unpacked: its end is missing or damaged. Download it again.`,
    );
  }
  if (size > maxUnpackedBytes) throw refuseSize(size, file);
  return size;
}

function refuseSize(size: number, file: string): ImportError {
  return new ImportError(
    `${file} unpacks to ${formatMegabytes(size)}, more than the limit of ` +
      `${formatMegabytes(maxUnpackedBytes)}. Import a shorter period.`,
  );
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
