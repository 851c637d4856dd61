import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../src/core/random';
import { ParserCrash } from '../../../src/feeds/import-error';
import { makeZip, toBytes } from '../make-files';
import { openContent, readAll, readFixture } from './read-table';

const csv = `time,open,close\n${Array.from({ length: 300 }, (_, i) => `${i},${100 + (i % 7)}.5,"${i}"\n`).join('')}`;
const json = JSON.stringify(Array.from({ length: 300 }, (_, i) => [i, i + 0.5]));

/** Each format, and whether a checksum covers all that is read of it. */
const formats: readonly (readonly [string, () => Promise<Uint8Array<ArrayBuffer>>, boolean])[] = [
  ['types.parquet', async () => readFixture('types.parquet'), false],
  ['checksums.parquet', async () => readFixture('checksums.parquet'), false],
  ['types.lz4.feather', async () => readFixture('types.lz4.feather'), false],
  ['types.zstd.feather', async () => readFixture('types.zstd.feather'), false],
  ['bars.arrows', async () => readFixture('bars.arrows'), false],
  ['bars.polars-lz4.arrow', async () => readFixture('bars.polars-lz4.arrow'), false],
  ['a.csv', async () => toBytes(csv), false],
  ['a.json', async () => toBytes(json), false],
  ['a.zip', async () => makeZip({ 'a.csv': csv }), true],
  ['a.csv.gz', async () => new Uint8Array(gzipSync(csv)), true],
];

const inputs = 40;
/** Of the processor's time, which other work on the machine does not lengthen. */
const maxMicroseconds = 5_000_000;

describe('a damaged file', () => {
  it.each(formats)(
    '%s is read or refused in time, with a sentence that names it',
    async (name, make, isCovered) => {
      const good = await make();
      const whole = await valuesOf(name, good);
      const random = createRandom(20240101);
      for (let run = 0; run < inputs; run++) {
        const start = process.cpuUsage();
        const values = await valuesOf(name, damage(good, random));
        expect(process.cpuUsage(start).user).toBeLessThan(maxMicroseconds);
        if (isCovered && values !== undefined) expect(values).toBe(whole);
      }
    },
  );
});

/** All values of a file; undefined when it is refused. */
async function valuesOf(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  try {
    return JSON.stringify(await readAll(await openContent(name, bytes), (text) => text.length));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ImportError') throw error;
    expect(error.message).toContain(name);
    expect(error.message).toMatch(error instanceof ParserCrash ? /parser stop/ : /\.$/);
    return undefined;
  }
}

/** Cuts the end off, or changes up to three bytes, half of them near the end, where formats keep sizes. */
function damage(good: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  if (random.below(4) === 0) return good.slice(0, random.below(good.length));
  const bytes = good.slice();
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const reach = random.below(2) === 0 ? Math.min(600, bytes.length) : bytes.length;
    const at = bytes.length - 1 - random.below(reach);
    bytes[at] = random.below(2) === 0 ? bytes[at] ^ (1 << random.below(8)) : random.below(256);
  }
  return bytes;
}
