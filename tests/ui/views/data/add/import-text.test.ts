import { describe, expect, it, test } from 'vitest';
import {
  describeImport,
  estimateImport,
  measureImport,
  readAddress,
} from '../../../../../src/ui/views/data/add/import-text';

const parsing = { stage: 'parsing', subject: 'a.zip', fraction: 0.25, startedAt: 1000 } as const;

describe('import progress', () => {
  it('names the file that is being worked on', () => {
    expect(describeImport(parsing)).toBe('Parsing a.zip…');
    expect(describeImport({ ...parsing, bytes: 46_808_810 })).toBe('Parsing a.zip, 46.8 MB…');
  });
  it('is not called done after its last row, while the bars are checked', () => {
    const parsed = { ...parsing, fraction: 1 };
    expect(describeImport(parsed)).toBe('Checking a.zip…');
    expect(estimateImport(parsed, 6000)).toBe('');
    expect([measureImport(parsing), measureImport(parsed)]).toEqual([0.25, NaN]);
  });
  it('estimates the time left by the pace so far', () => {
    expect(estimateImport(parsing, 6000)).toBe('about 15 s left');
  });
  it('tells the time left of the whole import by the last one here, as long as that is not over', () => {
    const known = { ...parsing, expectedAt: 26_000 };
    expect(estimateImport({ ...known, fraction: 0 }, 6000)).toBe('about 20 s left');
    expect(estimateImport({ ...known, stage: 'storing' }, 6000)).toBe('about 20 s left');
    expect(estimateImport(known, 31_000)).toBe('about 90 s left');
    expect(estimateImport({ ...parsing, expectedAt: NaN }, 6000)).toBe('about 15 s left');
  });
  it('does not guess from the first moments or an unknown total', () => {
    expect(estimateImport({ ...parsing, fraction: 0.01 }, 6000)).toBe('estimating…');
    expect(estimateImport(parsing, 1100)).toBe('estimating…');
    expect(estimateImport({ ...parsing, fraction: Number.NaN }, 6000)).toBe('estimating…');
  });
  it('tells when a lost connection is tried again', () => {
    expect(estimateImport({ ...parsing, stage: 'fetching', retryInSeconds: 2.4 }, 6000)).toBe(
      'connection lost, next try in 3 s',
    );
  });
  it('promises nothing while the result is being stored', () => {
    expect(estimateImport({ ...parsing, stage: 'storing' }, 6000)).toBe('');
  });
});

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
