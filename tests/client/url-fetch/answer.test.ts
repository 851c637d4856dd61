import { describe, expect, it } from 'vitest';
import { readFileName } from '../../../src/client/url-fetch/answer';

const nameOf = (disposition: string | undefined, url = 'https://x.example/a/b.csv?c=d/e'): string =>
  readFileName(
    new Headers(disposition === undefined ? {} : { 'content-disposition': disposition }),
    new URL(url),
  );

describe('readFileName', () => {
  it.each([
    ['attachment; filename="bars 1.csv"', 'bars 1.csv'],
    ['attachment; filename=bars.csv; size=3', 'bars.csv'],
    ['attachment; filename="say \\"1m\\".csv"', 'say "1m".csv'],
    ["attachment; filename=x; filename*=UTF-8''B%C3%BCcher%201.csv", 'Bücher 1.csv'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\data\\\\bars.csv"', 'bars.csv'],
  ])('takes the name that the server gives: %s', (disposition, name) => {
    expect(nameOf(disposition)).toBe(name);
  });

  it('takes the last part of the path where the server gives none', () => {
    expect(nameOf(undefined)).toBe('b.csv');
    expect(nameOf('inline')).toBe('b.csv');
    expect(nameOf(undefined, 'https://x.example/a%20b%2Fc.csv')).toBe('c.csv');
    expect(nameOf(undefined, 'https://x.example/100%.csv')).toBe('100%.csv');
    expect(nameOf(undefined, 'https://x.example/')).toBe('download');
  });
});
