import { describe, expect, test } from 'vitest';
import { readAddress } from '../../../../../src/ui/views/data/add/read-address';

const base = 'https://app.example/lab/';
const read = (typed: string) => readAddress(typed, base);

describe('an address that is typed', () => {
  test.each([
    ['https://data.example/a.parquet', 'https://data.example/a.parquet'],
    ['  https://data.example/a.csv ', 'https://data.example/a.csv'],
    ['data.example/a.csv', 'https://data.example/a.csv'],
    ['./a.csv', 'https://app.example/lab/a.csv'],
    ['http://localhost:8000/a.csv', 'http://localhost:8000/a.csv'],
  ])('%s is read as %s', (typed, url) => {
    expect(read(typed)).toEqual({ url });
  });

  test('beside a page that is served without TLS may be without it, too', () => {
    expect(readAddress('http://nas.local/a.csv', 'http://nas.local/')).toEqual({
      url: 'http://nas.local/a.csv',
    });
  });

  test.each([
    ['', /Type or paste/],
    ['http://data.example/a.csv', /https/],
    ['ftp://data.example/a.csv', /https/],
    ['https://', /no address/],
  ])('%j is refused, with the reason', (typed, reason) => {
    expect(read(typed)).toEqual({ problem: expect.stringMatching(reason) as string });
  });
});
