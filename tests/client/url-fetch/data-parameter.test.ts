import { describe, expect, it } from 'vitest';
import { readDataParameter } from '../../../src/client/url-fetch/data-parameter';

const read = (query: string): readonly string[] =>
  readDataParameter({ href: `https://host.example/lab/${query}#/data` });

describe('readDataParameter', () => {
  it('finds what is not absolute beside the page', () => {
    expect(read('?data=btcusdt.parquet')).toEqual(['https://host.example/lab/btcusdt.parquet']);
    expect(read('?data=/data/a.csv')).toEqual(['https://host.example/data/a.csv']);
  });

  it('gives several, in order, among other parameters', () => {
    expect(
      read('?backend=wasm&data=a.csv&data=https%3A%2F%2Fother.example%2Fb.csv%3Fx%3D1%26y'),
    ).toEqual(['https://host.example/lab/a.csv', 'https://other.example/b.csv?x=1&y']);
  });

  it('gives none where the page names none', () => {
    expect(read('')).toEqual([]);
    expect(read('?data=&data=%20')).toEqual([]);
  });

  it('leaves to the fetch what cannot be an address', () => {
    expect(read('?data=https://')).toEqual(['https://']);
  });
});
