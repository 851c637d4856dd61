import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessDecimalSign, isMissing, parseNumber } from '../../../src/core/bars/numbers';

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
  ])('reads "%s"', (text, value) => {
    expect(parseNumber(text)).toBeCloseTo(value, 9);
  });

  it.each([
    ['1234,5', 1234.5],
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

describe('guessDecimalSign', () => {
  it.each([
    [['1.5', '2.25'], '.'],
    [['1,5', '2,25'], ','],
    [['1.234,5', '7'], ','],
    [['1,234.5', '7'], '.'],
    [['1,234', '5,678'], '.'],
    [['0,123', '0,456'], ','],
    [['1.234', '12,50'], ','],
    [['BTC', ''], '.'],
  ])('of %j is "%s"', (texts, sign) => {
    expect(guessDecimalSign(texts)).toBe(sign);
  });
});

describe('isMissing', () => {
  it('holds of what files write for no value', () => {
    for (const text of ['', ' ', 'NaN', 'null', 'None', 'N/A', '-'])
      expect(isMissing(text)).toBe(true);
    for (const text of ['0', 'x', '-1']) expect(isMissing(text)).toBe(false);
  });
});
