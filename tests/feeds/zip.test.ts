import { describe, expect, it } from 'vitest';
import { unpackCsvMembers } from '../../src/feeds/zip';
import { ignoreProgress, makeZip } from './make-files';

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Offset of the first bytes that spell `text`. */
function findText(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes).indexOf(text, 0, 'latin1');
}

describe('unpackCsvMembers', () => {
  it('returns the CSV members and nothing else', async () => {
    const zip = await makeZip({
      'a.csv': 'one',
      'readme.txt': 'text',
      'b.CSV': 'two',
      '__MACOSX/._a.csv': '\0',
    });
    const members = await unpackCsvMembers(zip, 'x.zip', ignoreProgress);
    expect(members.map(({ name, bytes }) => [name, decode(bytes)])).toEqual([
      ['a.csv', 'one'],
      ['b.CSV', 'two'],
    ]);
  });

  it('names the member whose checksum is wrong', async () => {
    const zip = await makeZip({ 'good.csv': 'fine', 'bad.csv': 'abc,'.repeat(50) });
    const central = findText(zip, 'PK\x01\x02');
    const second = central + findText(zip.subarray(central + 4), 'PK\x01\x02') + 4;
    zip[second + 16] ^= 0xff;
    const local = findText(zip.subarray(4), 'PK\x03\x04') + 4;
    zip[local + 14] ^= 0xff;
    await expect(unpackCsvMembers(zip, 'x.zip', ignoreProgress)).rejects.toMatchObject({
      name: 'ImportError',
      message: expect.stringMatching(/^x\.zip: member bad\.csv is damaged: .*CRC-32/),
    });
  });

  it('refuses an archive that claims more than the limit before unpacking it', async () => {
    const zip = await makeZip({ 'a.csv': 'one' });
    const central = findText(zip, 'PK\x01\x02');
    new DataView(zip.buffer).setUint32(central + 24, 0xf0000000, true);
    await expect(unpackCsvMembers(zip, 'x.zip', ignoreProgress)).rejects.toThrow(
      /^x\.zip unpacks to 4027 MB, more than the limit of 2000 MB/,
    );
  });

  it('refuses a size that no compression reaches', async () => {
    const zip = await makeZip({ 'a.csv': 'one' });
    const central = findText(zip, 'PK\x01\x02');
    new DataView(zip.buffer).setUint32(central + 24, 1e9, true);
    await expect(unpackCsvMembers(zip, 'x.zip', ignoreProgress)).rejects.toThrow(
      /^x\.zip: member a\.csv claims 1000000000 bytes/,
    );
  });

  it('says what it found when there is no CSV', async () => {
    const zip = await makeZip({ 'notes.txt': 'text' });
    await expect(unpackCsvMembers(zip, 'x.zip', ignoreProgress)).rejects.toThrow(
      'x.zip holds no .csv file: found notes.txt.',
    );
  });

  it('refuses an archive that is cut short', async () => {
    const zip = await makeZip({ 'a.csv': 'abc,'.repeat(500) });
    const half = zip.subarray(0, zip.length - 30);
    await expect(unpackCsvMembers(half, 'x.zip', ignoreProgress)).rejects.toThrow(
      /^x\.zip cannot be opened as a zip archive/,
    );
  });
});
