import { describe, expect, it } from 'vitest';
import { isChecksumFile, verifyChecksums } from '../../src/feeds/choose-files';
import { makeFile } from './make-files';

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
const files = [
  { name: 'a.zip', sha256: a },
  { name: 'b.zip', sha256: b },
];

function verify(text: string): Promise<readonly string[]> {
  return verifyChecksums([makeFile('x.CHECKSUM', text)], files);
}

describe('isChecksumFile', () => {
  it.each(['a.zip.CHECKSUM', 'a.zip.sha256', 'SHA256SUMS', 'sha256sums.txt'])(
    'knows %s',
    (name) => {
      expect(isChecksumFile({ name })).toBe(true);
    },
  );

  it('knows others from them', () => {
    expect(['a.zip', 'checksum.csv'].filter((name) => isChecksumFile({ name }))).toEqual([]);
  });
});

describe('verifyChecksums', () => {
  it.each([
    ['one line', `${a}  a.zip\n`, ['a.zip']],
    ['several lines', `${a}  a.zip\r\n${b} *b.zip\r\n`, ['a.zip', 'b.zip']],
    ['a path', `${a}  data/spot/a.zip`, ['a.zip']],
    ['capitals', `${a.toUpperCase()}  a.zip`, ['a.zip']],
    ['files that were not dropped', `${b}  other.zip`, []],
  ])('returns the files that are right: %s', async (_, text, names) => {
    expect(await verify(text)).toEqual(names);
  });

  it('refuses a file that differs, though another line is right', async () => {
    await expect(verify(`${b}  b.zip\n${b}  a.zip\n`)).rejects.toMatchObject({
      name: 'ImportError',
      message: `a.zip is damaged: its SHA-256 is ${a}, but x.CHECKSUM tells ${b}. Download it again.`,
    });
  });

  it.each(['hello', `${a}  a.zip\nhello`, ''])(
    'refuses what is no checksum file: %j',
    async (text) => {
      await expect(verify(text)).rejects.toThrow(/^x\.CHECKSUM is no checksum file/);
    },
  );
});
