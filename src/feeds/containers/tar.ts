import { ImportError } from '../import-error';
import { type Archive, chooseMembers } from './archive';

/**
 * Returns the members of a tar archive (ustar, pax or GNU) that may hold a table, in its order. The checksum of each
 * header is verified. Throws `ImportError`.
 *
 * Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Interchange Format".
 */
export function unpackTar(bytes: Uint8Array<ArrayBuffer>, file: string): Archive {
  const { chosen, notes } = chooseMembers(listMembers(bytes, file), file);
  const members = chosen.map(({ filename, start, size }) => ({
    name: filename,
    bytes: bytes.slice(start, start + size),
  }));
  return { members, notes };
}

/** A file of an archive: its bytes begin at `start`. */
interface TarEntry {
  readonly filename: string;
  readonly start: number;
  readonly size: number;
}

const blockBytes = 512;

function listMembers(bytes: Uint8Array, file: string): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  /** What a header of its own says of the next member. */
  let next: { path?: string; size?: number } = {};
  let at = 0;
  while (at + blockBytes <= bytes.length) {
    const header = bytes.subarray(at, at + blockBytes);
    if (header.every((byte) => byte === 0)) return entries;
    if (!isIntact(header)) throw refuseDamage(file, `a header at byte ${at} is no header`);
    const kind = String.fromCharCode(header[156]);
    const size = next.size !== undefined && !isExtension(kind) ? next.size : readSize(header);
    const start = at + blockBytes;
    if (!(size >= 0 && start + size <= bytes.length)) {
      throw refuseDamage(file, `${readName(header)} is cut short`);
    }
    const content = bytes.subarray(start, start + size);
    if (kind === 'L') next = { ...next, path: readText(content) };
    else if (kind === 'x') next = { ...next, ...readExtension(readText(content)) };
    else if (!isExtension(kind)) {
      if (kind === '0' || kind === '\0' || kind === '7') {
        entries.push({ filename: next.path ?? readName(header), start, size });
      }
      next = {};
    }
    at = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  if (at === bytes.length && entries.length > 0) return entries;
  throw refuseDamage(file, 'its end is missing');
}

/** Headers that speak of the next member, or of all. */
function isExtension(kind: string): boolean {
  return ['x', 'g', 'L', 'K'].includes(kind);
}

/** The sum of a header's bytes, those of the checksum counted as spaces. */
function isIntact(header: Uint8Array): boolean {
  let sum = 0;
  for (let at = 0; at < blockBytes; at++) sum += at >= 148 && at < 156 ? 32 : header[at];
  return sum === readOctal(header.subarray(148, 156));
}

/** In octal digits, or of what is larger than 8 GB in bytes, marked by the first bit. */
function readSize(header: Uint8Array): number {
  const field = header.subarray(124, 136);
  if (field[0] < 128) return readOctal(field);
  return field.subarray(1).reduce((size, byte) => size * 256 + byte, 0);
}

function readOctal(field: Uint8Array): number {
  const digits = readText(field).trim();
  return /^[0-7]*$/.test(digits) ? parseInt(digits || '0', 8) : NaN;
}

function readName(header: Uint8Array): string {
  const isUstar = readText(header.subarray(257, 262)) === 'ustar' && header[262] === 0;
  const prefix = isUstar ? readText(header.subarray(345, 500)) : '';
  const name = readText(header.subarray(0, 100));
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Records of "length key=value" and a line feed; the length counts itself. */
function readExtension(text: string): { path?: string; size?: number } {
  const path = /^\d+ path=(.*)$/m.exec(text)?.[1];
  const size = /^\d+ size=(\d+)$/m.exec(text)?.[1];
  return {
    ...(path === undefined ? {} : { path }),
    ...(size === undefined ? {} : { size: Number(size) }),
  };
}

function readText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}

function refuseDamage(file: string, what: string): ImportError {
  return new ImportError(
    `${file} is a tar archive that cannot be unpacked: ${what}. It may be cut short or damaged: download it again.`,
  );
}
