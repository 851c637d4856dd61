import { describe, expect, it } from 'vitest';
import { chooseFiles, verifyChecksums } from '../../src/feeds/choose-files';
import { makeFile } from './make-files';

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
const files = [
  { name: 'a.zip', sha256: a },
  { name: 'b.zip', sha256: b },
];

function verify(text: string): Promise<readonly string[]> {
  return verifyChecksums([makeFile('x.CHECKSUM', text)], files);
}

describe('chooseFiles', () => {
  it('tells checksum files and what comes along with data apart from data', () => {
    const checksums = ['a.zip.CHECKSUM', 'a.zip.sha256', 'SHA256SUMS', 'sha256sums.txt'];
    const data = ['a.zip', 'checksum.csv'];
    const names = [...checksums, 'README.md', ...data];
    const chosen = chooseFiles(names.map((name) => makeFile(name, 'text')));
    expect(chosen.checksums.map(({ name }) => name)).toEqual(checksums);
    expect(chosen.data.map(({ name }) => name)).toEqual(data);
    expect(chosen.leftAside).toEqual(['README.md']);
  });

  it('says of one file that it holds no bars, and of several that they hold none', () => {
    const refuse = (...names: string[]) => chooseFiles(names.map((name) => makeFile(name, 'text')));
    expect(() => refuse('README.md')).toThrow('README.md holds none.');
    expect(() => refuse('README.md', 'x.sha256')).toThrow('README.md, x.sha256 hold none.');
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
