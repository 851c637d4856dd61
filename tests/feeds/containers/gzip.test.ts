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

  it('of several members is their contents, one after the other', async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => `${row},${row * row},3\n`);
    const contents = [
      'time,open,close\n',
      rows.slice(0, 2000).join(''),
      '',
      rows.slice(2000).join(''),
    ];
    const packed = new Uint8Array(Buffer.concat(contents.map(gzip)));
    const bytes = await unpackGzip(packed, 'a.csv.gz', ignoreProgress);
    expect(new TextDecoder().decode(bytes)).toBe(contents.join(''));
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

  it('when one of its members is damaged or cut short', async () => {
    const members = [gzip(csv), gzip('7,8,9\n'), gzip('1,1,1\n')];
    const whole = new Uint8Array(Buffer.concat(members));
    for (let at = 0; at < whole.length; at += 7) {
      // The header's time and system say nothing of the content.
      const place = members.reduce(
        (rest, { length }) => (rest >= length ? rest - length : rest),
        at,
      );
      if (place >= 3 && place < 10) continue;
      const damaged = whole.slice();
      damaged[at] ^= 0xff;
      expect(await refusalOf('a.csv.gz', damaged)).toMatch(/^a\.csv\.gz (is|,)/);
    }
    expect(await refusalOf('a.csv.gz', whole.slice(0, -3))).toContain('cannot be unpacked');
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
