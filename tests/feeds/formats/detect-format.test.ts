import { describe, expect, it } from 'vitest';
import { detectFormat } from '../../../src/feeds/formats/detect-format';

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

describe('detectFormat', () => {
  it.each([
    ['a.parquet', 'PAR1....PAR1', 'parquet'],
    ['a.csv', 'PAR1....PAR1', 'parquet'],
    ['a.feather', 'ARROW1\0\0', 'feather'],
    ['a.arrows', '\xff\xff\xff\xff\x10\0\0\0\0', 'feather'],
    ['a', '\xff\xff\xff\xff\x10\0\0\0\0', 'feather'],
    ['a.zip', 'PK\x03\x04', 'zip'],
    ['a.csv.gz', '\x1f\x8b\x08\0', 'gzip'],
    ['a.csv', 'time,open', 'csv'],
    ['a.txt', 'time,open', 'csv'],
    ['noname', 'time,open', 'csv'],
    ['a.json', '[[1,2]]', 'json'],
    ['a.csv', ' \n{"a":1}', 'json'],
    ['a.json', '\xef\xbb\xbf[1]', 'json'],
    ['a.json', '\xff\xfe[\x001\x00', 'json'],
    ['a.csv', '\xff\xfet\0i\0', 'csv'],
    ['a.csv', '\xfe\xff\0t\0i', 'csv'],
    ['a.json', 'time,open', 'csv'],
  ])('of %s with %j is %s', (file, content, format) => {
    expect(detectFormat(bytesOf(content), file)).toBe(format);
  });

  it.each([
    ['a.csv', '', /^a\.csv is empty \(0 bytes\)\. Choose another file/],
    [
      'a.parquet',
      'hello',
      /^a\.parquet is named \.parquet but is not a parquet file: it holds text/,
    ],
    ['a.zip', 'hello', /^a\.zip is named \.zip but is not a zip file: it holds text/],
    [
      'a.feather',
      'a\0b',
      /^a\.feather is named \.feather but is not a feather file: it holds something else/,
    ],
    ['a.csv.gz', 'hello', /^a\.csv\.gz is named \.gz but is not a gzip file/],
    ['a.dat', '\x01\0\x02\0', /^a\.dat is in no format that can be read/],
    ['a.feather', 'FEA1....', /^a\.feather is a feather file of version 1.* Write it again/],
    ['a.parquet', 'PARE', /^a\.parquet is an encrypted parquet file/],
    ['a.csv.zst', '(\xb5/\xfd', /^a\.csv\.zst is zstd-compressed\. Unpack it/],
    ['a.xls', '\xd0\xcf\x11\xe0', /^a\.xls is an old Excel workbook\. Save the sheet as CSV/],
    [
      'a.csv',
      '<!DOCTYPE html>',
      /^a\.csv is a web page, not the file that it shows\. Download the file itself/,
    ],
  ])('refuses %s with %j', (file, content, message) => {
    expect(() => detectFormat(bytesOf(content), file)).toThrow(message);
  });
});
