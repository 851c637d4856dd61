import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMissing, parseNumber, possibleSigns } from '../../../src/core/bars/numbers';

describe('parseNumber', () => {
  it.each([
    ['1234.5', 1234.5],
    [' 1e-8 ', 1e-8],
    ['0', 0],
    ['1,234.5', 1234.5],
    ['1,234,567', 1_234_567],
    ['$0.12', 0.12],
    ['1.5K', 1500],
    ['12.3M', 12.3e6],
    ['2.5B', 2.5e9],
    ['-0.5%', -0.5],
    ['1 234.5', 1234.5],
    ["1'234.5", 1234.5],
    ['1_000', 1000],
    ['1 234 567', 1_234_567],
    ['12,34,567.5', 1_234_567.5],
    ['₹ 1,234.5', 1234.5],
    ['R$ 190.5', 190.5],
    ['1,234.5 USDT', 1234.5],
    ['3.5万', 35_000],
    ['1.2억', 120_000_000],
    ['- 5', -5],
    ['\u22125.5', -5.5],
    ['.5', 0.5],
  ])('reads "%s"', (text, value) => {
    expect(parseNumber(text)).toBeCloseTo(value, 9);
  });

  it.each([
    ['1234,5', 1234.5],
    ['1 234,5', 1234.5],
    ['190.957', 190_957],
    ['0,39K', 390],
    ['R$ 190.957,00', 190_957],
    ['1.234,5', 1234.5],
    ['1.234.567', 1_234_567],
    ['0,00012', 0.00012],
    ['42', 42],
  ])('reads "%s" with a decimal comma', (text, value) => {
    expect(parseNumber(text, ',')).toBeCloseTo(value, 9);
  });

  it.each([
    '',
    ' ',
    'NaN',
    'n/a',
    '1.5x',
    '0x1f',
    'Infinity',
    '1,23,4',
    '1.2.3',
    '--',
    '2024-01-01',
    '12 34',
    '1 2345',
    '0,123',
    '12.50.',
  ])('reads nothing from "%s"', (text) => {
    expect(parseNumber(text)).toBeNaN();
  });

  it('gives back any number that was written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value)) === value).toBe(true);
      }),
    );
  });
});

describe('possibleSigns', () => {
  it.each([
    ['1.5', '.'],
    ['1,5', ','],
    ['1.234,5', ','],
    ['1,234.5', '.'],
    ['0,123', ','],
    ['0.123', '.'],
    ['1234.567', '.'],
    ['12,34,567', '.'],
    ['1.234.567', ','],
    ['0,39K', ','],
    ['-0,33%', ','],
    ['1,234e-5', ','],
    ['1.234', '.,'],
    ['1,234', '.,'],
    ['$1,234', '.,'],
    ['12', '.,'],
    ['BTC', ''],
    ['', ''],
    ['2024-01-01', ''],
    ['12:30', ''],
  ])('of "%s" are "%s"', (text, signs) => {
    expect(possibleSigns(text).join('')).toBe(signs);
  });
});

describe('isMissing', () => {
  it('holds of what files write for no value', () => {
    for (const text of ['', ' ', 'NaN', 'null', 'NULL', 'None', 'N/A', '-', '–', '<NA>', '\\N'])
      expect(isMissing(text)).toBe(true);
    for (const text of ['0', 'x', '-1']) expect(isMissing(text)).toBe(false);
  });
});
