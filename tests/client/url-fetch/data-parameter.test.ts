import { describe, expect, it } from 'vitest';
import { readDataParameter } from '../../../src/client/url-fetch/data-parameter';

const ask = (query: string) =>
  readDataParameter({ href: `https://host.example/lab/${query}#/data` });

function read(query: string): readonly string[] {
  const asked = ask(query);
  if (asked.kind === 'refused') throw new Error(asked.problem);
  return asked.urls;
}

function refuse(query: string): string {
  const asked = ask(query);
  return asked.kind === 'refused' ? asked.problem : '';
}

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

  it('refuses in words what cannot be an address', () => {
    expect(refuse('?data=a.csv&data=https://')).toMatch(
      /^"https:\/\/" after \?data= is not the address of a file\. Write it in full/,
    );
  });

  it.each(['javascript:alert(1)', 'data:text/csv,a', 'file:///etc/a.csv', 'blob:x', 'ftp://h/a'])(
    'refuses %s, since only https: and http: can be fetched',
    (address) => {
      expect(refuse(`?data=${encodeURIComponent(address)}`)).toContain(
        `starts with ${new URL(address).protocol}, but only https: and http: can be fetched`,
      );
    },
  );

  it('refuses an address of more than 2000 characters', () => {
    expect(read(`?data=${'a'.repeat(2000)}`)).toHaveLength(1);
    expect(refuse(`?data=${'a'.repeat(2001)}`)).toMatch(/has 2001 characters: "a{60}…"/);
  });

  it('refuses more than 50 files', () => {
    expect(read(`?${'data=a.csv&'.repeat(50)}`)).toHaveLength(50);
    expect(refuse(`?${'data=a.csv&'.repeat(51)}`)).toMatch(/names 51 files.*At most 50/);
  });
});
