/**
 * CRC-32 of bytes as zip, gzip and parquet have it (ISO 3309, reflected polynomial 0xEDB88320), unsigned.
 */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  const [t0, t1, t2, t3] = tables;
  const even = bytes.length & ~3;
  for (let at = 0; at < even; at += 4) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc = t3[crc & 0xff] ^ t2[(crc >>> 8) & 0xff] ^ t1[(crc >>> 16) & 0xff] ^ t0[crc >>> 24];
  }
  for (let at = even; at < bytes.length; at++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}

/** Table `n` is the effect of a byte that `n` more bytes follow, so that four are taken at once. */
const tables = createTables();

function createTables(): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  });
  const next = (table: Int32Array): Int32Array =>
    table.map((crc) => (crc >>> 8) ^ first[crc & 0xff]);
  const second = next(first);
  const third = next(second);
  return [first, second, third, next(third)];
}
