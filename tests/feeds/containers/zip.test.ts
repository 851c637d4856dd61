import { gzipSync } from 'node:zlib';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/index-native.js';
import { describe, expect, it } from 'vitest';
import { openFile, readAll, readFixture, refusalOf } from '../formats/read-table';
import { makeColumns, makeParquet, makeZip, toBytes } from '../make-files';

const csv = 'time,open,close\n1,2,3\n';

type Members = Record<string, string | Uint8Array>;

async function zip(members: Members, password?: string): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const [name, content] of Object.entries(members)) {
    const bytes = typeof content === 'string' ? toBytes(content) : content;
    await writer.add(name, new Uint8ArrayReader(bytes), password === undefined ? {} : { password });
  }
  return new Uint8Array(await writer.close());
}

describe('a zip archive', () => {
  it('opens as the tables of all its members, whatever their formats', async () => {
    const archive = await zip({
      'spot/BTCUSDT-1m.csv': csv,
      'a.json': '[[1,2]]',
      'a.parquet': await makeParquet(makeColumns(3)),
      'a.feather': readFixture('bars.arrows'),
      'b.CSV.GZ': new Uint8Array(gzipSync(csv)),
    });
    const opened = await openFile(new File([archive], 'x.zip'));
    expect(opened).toMatchObject({ format: 'zip', notes: [], bytes: archive.length });
    expect(opened.tables.map(({ name, table }) => [name, table.format])).toEqual([
      ['x.zip / spot/BTCUSDT-1m.csv', 'csv'],
      ['x.zip / a.json', 'json'],
      ['x.zip / a.parquet', 'parquet'],
      ['x.zip / a.feather', 'feather'],
      ['x.zip / b.CSV.GZ', 'csv'],
    ]);
    expect(await readAll(opened.tables[4].table)).toEqual([[1], [2], [3]]);
  });

  it('leaves shadows of macOS and hidden files aside, and says which others it does', async () => {
    const archive = await zip({
      'a.csv': csv,
      '__MACOSX/._a.csv': '\0',
      '.DS_Store': '\0',
      'readme.txt': 'text',
      'inner.zip': 'PK',
    });
    const opened = await openFile(new File([archive], 'x.zip'));
    expect(opened.tables).toHaveLength(1);
    expect(opened.notes).toEqual(['left aside in the archive: readme.txt, inner.zip']);
  });

  it('takes a text file where there is nothing else', async () => {
    const opened = await openFile(new File([await zip({ 'bars.txt': csv })], 'x.zip'));
    expect(opened.tables.map(({ name }) => name)).toEqual(['x.zip / bars.txt']);
  });
});

describe('a zip archive is refused', () => {
  it('when a member does not match its CRC-32, naming it', async () => {
    const archive = await makeZip({ 'good.csv': csv, 'bad.csv': csv.repeat(50) });
    for (const [place, offset] of [...placesOf(archive, 'PK\x01\x02')]
      .slice(1)
      .map((p) => [p, 16])) {
      archive[place + offset] ^= 0xff;
    }
    for (const place of [...placesOf(archive, 'PK\x03\x04')].slice(1)) archive[place + 14] ^= 0xff;
    expect(await refusalOf('x.zip', archive)).toMatch(
      /^x\.zip: member bad\.csv is damaged: .*CRC-32/,
    );
  });

  it('when a member holds other bytes than were packed', async () => {
    const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level: 0 });
    await writer.add('a.csv', new Uint8ArrayReader(toBytes(csv)));
    const archive = new Uint8Array(await writer.close());
    const [place] = placesOf(archive, '1,2,3');
    archive[place] ^= 1;
    expect(await refusalOf('x.zip', archive)).toMatch(/^x\.zip: member a\.csv is damaged/);
  });

  it('when a damaged directory names a member as one that would be left aside', async () => {
    const archive = await makeZip({ 'a.csv': csv, 'b.csv': csv });
    const name = [...placesOf(archive, 'b.csv')].at(-1) ?? NaN;
    archive[name + 4] = 'w'.charCodeAt(0);
    expect(await refusalOf('x.zip', archive)).toMatch(
      /^x\.zip cannot be opened .*its directory lists b\.csw, but the member has another name/,
    );
  });

  it('when the end tells fewer members than the directory lists', async () => {
    const archive = await makeZip({ 'a.csv': csv, 'b.csv': csv });
    const end = archive.length - 22;
    archive[end + 8] = 1;
    archive[end + 10] = 1;
    expect(await refusalOf('x.zip', archive)).toMatch(/^x\.zip cannot be opened as a zip archive/);
  });

  it('when it claims more than the limit, before it is unpacked', async () => {
    const archive = await makeZip({ 'a.csv': csv });
    tellSize(archive, 0xf0000000);
    expect(await refusalOf('x.zip', archive)).toMatch(
      /^x\.zip unpacks to 4027 MB, more than the limit of 2000 MB/,
    );
  });

  it('when it claims a size that no compression reaches', async () => {
    const archive = await makeZip({ 'a.csv': csv });
    tellSize(archive, 1e9);
    expect(await refusalOf('x.zip', archive)).toMatch(
      /^x\.zip: member a\.csv claims 1000000000 bytes/,
    );
  });

  it('when a member is encrypted', async () => {
    expect(await refusalOf('x.zip', await zip({ 'a.csv': csv }, 'secret'))).toMatch(
      /^x\.zip: member a\.csv is encrypted\. Unpack the archive/,
    );
  });

  it('when a member is packed in a way that is unknown here', async () => {
    const archive = await makeZip({ 'a.csv': csv });
    const [central] = placesOf(archive, 'PK\x01\x02');
    new DataView(archive.buffer).setUint16(central + 10, 93, true);
    expect(await refusalOf('x.zip', archive)).toMatch(/is compressed by method 93, which cannot/);
  });

  it('when it holds no table, telling what it holds', async () => {
    expect(await refusalOf('x.zip', await zip({ 'photo.jpg': 'text' }))).toMatch(
      /^x\.zip holds no file with a table: found photo\.jpg\. Unpack it/,
    );
    expect(await refusalOf('x.zip', await zip({}))).toMatch(/found nothing/);
  });

  it('when it holds another archive, by its name or by its bytes', async () => {
    const inner = await makeZip({ 'a.csv': csv });
    expect(await refusalOf('x.zip', await zip({ 'inner.zip': inner }))).toMatch(
      /^x\.zip holds another archive, inner\.zip\. Unpack it/,
    );
    expect(await refusalOf('x.zip', await zip({ 'a.csv': inner }))).toMatch(
      /^x\.zip \/ a\.csv is an archive in an archive/,
    );
  });

  it('when a member is empty or cannot be read, naming archive and member', async () => {
    expect(await refusalOf('x.zip', await zip({ 'a.csv': '' }))).toMatch(
      /^x\.zip \/ a\.csv is empty/,
    );
    expect(await refusalOf('x.zip', await zip({ 'a.csv': 'a,b,c\n1,2,3\n1,2' }))).toMatch(
      /^x\.zip \/ a\.csv, row 3: has 2 values/,
    );
  });

  it('when it is cut short', async () => {
    const archive = await makeZip({ 'a.csv': csv.repeat(100) });
    for (const length of [4, 22, 60, archive.length - 30]) {
      expect(await refusalOf('x.zip', archive.slice(0, length))).toMatch(
        /^x\.zip cannot be opened as a zip archive/,
      );
    }
  });
});

/** Offsets at which the bytes spell `text`. */
function placesOf(bytes: Uint8Array, text: string): readonly number[] {
  const places: number[] = [];
  const buffer = Buffer.from(bytes);
  for (let at = buffer.indexOf(text, 0, 'latin1'); at !== -1;) {
    places.push(at);
    at = buffer.indexOf(text, at + 1, 'latin1');
  }
  return places;
}

/** Changes what the directory tells of the first member's size. */
function tellSize(archive: Uint8Array<ArrayBuffer>, size: number): void {
  const [central] = placesOf(archive, 'PK\x01\x02');
  new DataView(archive.buffer).setUint32(central + 24, size, true);
}
