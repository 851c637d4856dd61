import { gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { importWith } from './import-one';
import { makeColumns, makeCsv, makeFile, makeParquet, makeZip } from './make-files';

const maxGrowth = 100e6;

/** Why files are refused; throws where that takes more memory than a refusal may. */
async function refuse(file: File): Promise<string> {
  const allocated: number[] = [];
  const before = process.memoryUsage();
  const restore = watchArrays((bytes) => allocated.push(bytes));
  try {
    const result = await importWith([file]);
    const after = process.memoryUsage();
    expect(Math.max(0, ...allocated)).toBeLessThan(maxGrowth);
    expect(after.rss - before.rss).toBeLessThan(maxGrowth);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(maxGrowth);
    if (result.kind !== 'refused') throw new Error(`not refused, but ${result.kind}`);
    return result.message;
  } finally {
    restore();
  }
}

/** Tells the size of each array made by its length: untouched memory would not show in the process. */
function watchArrays(onArray: (bytes: number) => void): () => void {
  const names = ['Uint8Array', 'Float64Array'] as const;
  const originals = names.map((name) => globalThis[name]);
  names.forEach((name, at) => {
    const watched = new Proxy(originals[at], {
      construct(target, [first, ...others]: unknown[], newTarget) {
        if (typeof first === 'number') onArray(first * target.BYTES_PER_ELEMENT);
        return Reflect.construct(target, [first, ...others], newTarget) as object;
      },
    });
    Object.assign(globalThis, { [name]: watched });
  });
  return () => {
    names.forEach((name, at) => Object.assign(globalThis, { [name]: originals[at] }));
  };
}

/** Overwrites every place of a little-endian number of 32 or 64 bits. */
function replaceNumber(bytes: Uint8Array<ArrayBuffer>, from: bigint, to: bigint): number {
  const view = new DataView(bytes.buffer);
  let places = 0;
  for (let at = 0; at + 8 <= bytes.length; at++) {
    if (view.getBigInt64(at, true) !== from) continue;
    view.setBigInt64(at, to, true);
    places++;
  }
  return places;
}

it('the test sees what is allocated', () => {
  const seen: number[] = [];
  const restore = watchArrays((bytes) => seen.push(bytes));
  new Float64Array(1e6);
  restore();
  new Float64Array(1e6);
  expect(seen).toEqual([8e6]);
});

describe('before memory is spent, an import refuses', () => {
  it('a file of 3 GB, of which it reads no byte', async () => {
    let reads = 0;
    const file = makeFile('large.parquet', 'PAR1');
    Object.defineProperties(file, {
      size: { value: 3e9 },
      slice: { value: () => reads++ },
      arrayBuffer: { value: () => reads++ },
      stream: { value: () => reads++ },
    });
    expect(await refuse(file)).toBe(
      'large.parquet has 3000 MB, more than the limit of 2000 MB. Import a shorter period.',
    );
    expect(reads).toBe(0);
  });

  it('a zip bomb, by the sizes of its directory', async () => {
    const zip = await makeZip({ 'a.csv': '1,2,3,4,5\n'.repeat(300_000) });
    const view = new DataView(zip.buffer);
    for (let at = 0; at + 4 < zip.length; at++) {
      // The size unpacked, 3 MB from 3 kB, becomes 3 GB; nothing compresses so well.
      if (view.getUint32(at, true) === 3_000_000) view.setUint32(at, 3_000_000_000, true);
    }
    expect(await refuse(makeFile('bomb.zip', zip))).toMatch(
      /^bomb\.zip unpacks to 3000 MB, more than the limit of 2000 MB/,
    );
  });

  it('a zip of many members that are too large together', async () => {
    const members = Object.fromEntries(
      Array.from({ length: 9 }, (_, at) => [`${at}.csv`, `${at},2,3,4,5\n`.repeat(25_000)]),
    );
    const zip = await makeZip(members);
    const view = new DataView(zip.buffer);
    for (let at = 0; at + 4 < zip.length; at++) {
      if (view.getUint32(at, true) === 250_000) view.setUint32(at, 250_000_000, true);
    }
    expect(await refuse(makeFile('bombs.zip', zip))).toMatch(/^bombs\.zip unpacks to 2250 MB/);
  });

  it('a gz bomb, by the size at its end', async () => {
    const packed = new Uint8Array(gzipSync(makeCsv(makeColumns(100))));
    new DataView(packed.buffer).setUint32(packed.length - 4, 1_900_000_000, true);
    expect(await refuse(makeFile('bomb.csv.gz', packed))).toMatch(
      /^bomb\.csv\.gz is a gzip file that cannot be unpacked: its end is missing or damaged/,
    );
  });

  it('a feather file that tells more rows than there can be', async () => {
    const columns = Object.fromEntries(
      Object.entries(makeColumns(123)).map(([name, values]) => [name, Float64Array.from(values)]),
    );
    const bytes = tableToIPC(tableFromArrays(columns), 'file').slice();
    expect(replaceNumber(bytes, 123n, 4_000_000_000n)).toBeGreaterThan(0);
    expect(await refuse(makeFile('bomb.feather', bytes))).toMatch(
      /^bomb\.feather .*a message tells 4000000000 rows in 5904 bytes/,
    );
  });

  it('a parquet file whose footer tells more rows than there can be', async () => {
    const bytes = await makeParquet(makeColumns(8191));
    const footer = bytes.length - 8 - new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
    const head = bytes.subarray(0, footer);
    const grown = replaceBytes([...bytes.subarray(footer, -8)], toVarint(8191), toVarint(4e9));
    const end = new Uint8Array(8);
    new DataView(end.buffer).setUint32(0, grown.length, true);
    end.set(new TextEncoder().encode('PAR1'), 4);
    const file = new Uint8Array([...head, ...grown, ...end]);
    expect(await refuse(makeFile('bomb.parquet', file))).toMatch(
      /^bomb\.parquet tells 4000000000 rows, more than the limit of 50000000/,
    );
  });
});

/** A positive number as footers hold it: zigzag, seven bits a byte. */
function toVarint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = BigInt(value) * 2n;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

function replaceBytes(bytes: readonly number[], from: readonly number[], to: readonly number[]) {
  const replaced: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const isThere = from.every((byte, offset) => bytes[at + offset] === byte);
    replaced.push(...(isThere ? to : [bytes[at]]));
    at += isThere ? from.length : 1;
  }
  return replaced;
}
