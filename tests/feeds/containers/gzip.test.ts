import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackGzip } from '../../../src/feeds/containers/gzip';
import { openFile, readAll, refusalOf } from '../formats/read-table';
import { ignoreProgress, makeZip } from '../make-files';

const csv = 'time,open,close\n1,2,3\n4,5,6\n';

function gzip(content: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(content));
}

describe('a gzip file', () => {
  it('opens as the table inside, under its own name', async () => {
    const opened = await openFile(new File([gzip(csv)], 'a.csv.gz'));
    expect(opened).toMatchObject({ name: 'a.csv.gz', format: 'gzip', notes: [] });
    expect(opened.tables.map(({ name }) => name)).toEqual(['a.csv.gz']);
    expect(opened.tables[0].table.format).toBe('csv');
    expect(await readAll(opened.tables[0].table)).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it('unpacks whatever its name', async () => {
    expect((await openFile(new File([gzip('[[1,2]]')], 'a'))).tables[0].table.format).toBe('json');
  });

  it('reports how far it is', async () => {
    const steps: number[] = [];
    const bytes = await unpackGzip(gzip('x'.repeat(1e6)), 'a.gz', (done) => steps.push(done));
    expect(bytes).toHaveLength(1e6);
    expect(steps.at(-1)).toBe(1e6);
  });
});

describe('a gzip file is refused', () => {
  it('when its content does not match its CRC-32', async () => {
    const bytes = gzip(csv);
    bytes[bytes.length - 8] ^= 1;
    expect(await refusalOf('a.csv.gz', bytes)).toMatch(
      /^a\.csv\.gz is a gzip file that cannot be unpacked \(.+\)\. It may be cut short, damaged/,
    );
  });

  it('when it is cut short, anywhere', async () => {
    const bytes = gzip(Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251));
    for (const length of [2, 12, 25, 100, bytes.length - 1]) {
      expect(await refusalOf('a.csv.gz', bytes.slice(0, length))).toMatch(
        /^a\.csv\.gz is a gzip file that cannot be unpacked/,
      );
    }
  });

  it('when it unpacks to more than it tells, keeping no more than that', async () => {
    const bytes = gzip('x'.repeat(1e6));
    new DataView(bytes.buffer).setUint32(bytes.length - 4, 1000, true);
    expect(await refusalOf('a.csv.gz', bytes)).toMatch(/more than the 1000 bytes it tells/);
  });

  it('when it tells more than the limit, before memory is spent', async () => {
    const bytes = gzip(randomBytes(2_500_000));
    new DataView(bytes.buffer).setUint32(bytes.length - 4, 2_500_000_000, true);
    expect(await refusalOf('a.csv.gz', bytes)).toMatch(
      /^a\.csv\.gz unpacks to 2500 MB, more than the limit of 2000 MB/,
    );
  });

  it('when it tells what no compression reaches', async () => {
    const bytes = gzip(csv);
    new DataView(bytes.buffer).setUint32(bytes.length - 4, 1_000_000_000, true);
    expect(await refusalOf('a.csv.gz', bytes)).toMatch(/its end is missing or damaged/);
  });

  it('when it holds another archive', async () => {
    const advice = /^a\.gz is an archive in an archive\. Unpack it and import what is inside/;
    expect(await refusalOf('a.gz', gzip(gzip(csv)))).toMatch(advice);
    expect(await refusalOf('a.gz', gzip(await makeZip({ 'a.csv': csv })))).toMatch(advice);
  });

  it('when it holds nothing', async () => {
    await expect(unpackGzip(gzip(''), 'a.gz', ignoreProgress)).resolves.toHaveLength(0);
    expect(await refusalOf('a.gz', gzip(''))).toMatch(/^a\.gz is empty/);
  });
});
