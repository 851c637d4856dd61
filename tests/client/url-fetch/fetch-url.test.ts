import { describe, expect, it } from 'vitest';
import { checkUrl } from '../../../src/client/url-fetch/fetch-url';

const page = 'http://192.168.1.5:8080/lab/?data=x#/data';

describe('checkUrl', () => {
  it.each([
    'https://example.com/bars.parquet',
    'http://localhost:9000/bars.csv',
    'http://127.0.0.1/bars.csv',
    'http://192.168.1.5:8080/bars.csv',
  ])('takes %s', (address) => {
    expect(checkUrl(` ${address} `, page).href).toBe(address);
  });

  it.each([
    ['http://example.com/bars.csv', 'unsupported-scheme', 'starts with http:, but only https:'],
    ['http://192.168.1.6/bars.csv', 'unsupported-scheme', 'starts with http:'],
    ['ftp://example.com/bars.csv', 'unsupported-scheme', 'starts with ftp:'],
    ['file:///home/me/bars.csv', 'unsupported-scheme', 'starts with file:'],
    ['javascript:alert(1)', 'unsupported-scheme', 'starts with javascript:'],
    ['data:text/csv,time', 'unsupported-scheme', 'starts with data:'],
    ['example.com/bars.csv', 'bad-url', '"example.com/bars.csv" is not the address of a file'],
    ['', 'bad-url', 'Write it in full, such as https://'],
    ['https://me:secret@example.com/x', 'bad-url', 'holds a user name or a password'],
  ])('refuses %s', (address, kind, message) => {
    const check = (): URL => checkUrl(address, page);
    expect(check).toThrow(expect.objectContaining({ name: 'UrlFetchError', kind }));
    expect(check).toThrow(message);
  });

  it('does not repeat a password', () => {
    expect(() => checkUrl('https://me:secret@example.com/x', page)).toThrow(/^(?!.*secret)/);
  });
});
