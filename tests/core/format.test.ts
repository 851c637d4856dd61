import { describe, expect, it, test } from 'vitest';
import {
  formatBps,
  formatBytes,
  formatCompact,
  formatMegabytes,
  formatCount,
  formatOrdinal,
  formatDuration,
  formatEta,
  formatDay,
  formatMoney,
  formatMoneyBriefly,
  formatNumber,
  formatPercent,
  formatPrice,
  formatUtcDate,
  formatUtcMinute,
  formatUtcTime,
  pickPriceDecimals,
  rawValue,
} from '../../src/core/format';

test('a size has three figures', () => {
  expect([0, 12.345, 1234, 12_300_000, NaN].map(formatCompact)).toEqual([
    ...['0', '12.3', '1.23K', '12.3M', '–'],
  ]);
});

describe('formatMoney', () => {
  it('groups thousands and keeps cents', () => {
    expect(formatMoney(1234.56)).toBe('$1,234.56');
    expect(formatMoney(10_000_000)).toBe('$10,000,000.00');
  });
  it('writes a real minus sign before the dollar', () => {
    expect(formatMoney(-128.6)).toBe('−$128.60');
  });
  it('shows a plus only when asked for, and never for what rounds to 0', () => {
    expect(formatMoney(0.12, { isSigned: true })).toBe('+$0.12');
    expect(formatMoney(0.001, { isSigned: true })).toBe('$0.00');
    expect(formatMoney(-0.001, { isSigned: true })).toBe('$0.00');
  });
  it('shows a dash for an undefined figure', () => {
    expect(formatMoney(Number.NaN)).toBe('–');
  });
});

describe('formatMoneyBriefly', () => {
  it('keeps every amount within eight characters and a sign', () => {
    const amounts = [0, 9.5, 999.99, 999.996, 12_345.6, 99_999.4, 99_999.6, 3_000_000, 10_000_000];
    expect(amounts.map((dollars) => formatMoneyBriefly(dollars))).toEqual([
      ...['$0.00', '$9.50', '$999.99', '$1,000', '$12,346', '$99,999', '$100K', '$3M', '$10M'],
    ]);
    expect(formatMoneyBriefly(-1_234_567, { isSigned: true })).toBe('−$1.23M');
    expect(formatMoneyBriefly(62, { digits: 0, isSigned: true })).toBe('+$62');
    expect(formatMoneyBriefly(Number.NaN)).toBe('–');
  });
});

describe('other figures', () => {
  it('shows a fraction as percent', () => {
    expect(formatPercent(-0.01286)).toBe('−1.29%');
    expect(formatPercent(0.0382, { isSigned: true })).toBe('+3.82%');
    expect(formatPercent(0.41, { digits: 0 })).toBe('41%');
  });
  it('shows basis points, counts and ratios', () => {
    expect(formatBps(0.41)).toBe('0.4 bps');
    expect(formatCount(129_600)).toBe('129,600');
    const places = [1, 2, 3, 4, 10, 11, 12, 13, 21, 37, 102, 1113];
    expect(places.map(formatOrdinal).join(' ')).toBe(
      '1st 2nd 3rd 4th 10th 11th 12th 13th 21st 37th 102nd 1,113th',
    );
    expect(formatNumber(-1.918)).toBe('−1.92');
    expect(formatNumber(-68231.25, { digits: 1 })).toBe('−68,231.3');
    expect(formatNumber(NaN)).toBe('–');
  });
  it('shows an infinite ratio as such', () => {
    expect(formatNumber(Number.POSITIVE_INFINITY)).toBe('∞');
    expect(formatNumber(Number.NEGATIVE_INFINITY)).toBe('−∞');
  });
  it('gives a small price the digits it needs', () => {
    expect(formatPrice(68_231.2)).toBe('$68,231.20');
    expect(formatPrice(0.4321)).toBe('$0.4321');
    expect(formatPrice(0.00001234)).toBe('$0.00001234');
  });
});

describe('times', () => {
  it('shows moments in UTC', () => {
    const time = Date.UTC(2024, 2, 31, 23, 59);
    expect(formatUtcMinute(time)).toBe('2024-03-31 23:59');
    expect(formatUtcDate(time)).toBe('2024-03-31');
    expect(formatUtcTime(time)).toBe('23:59');
    expect(formatUtcTime(Number.NaN)).toBe('–');
    expect(formatDay(time)).toBe('31 Mar 2024');
    expect(formatDay(Date.UTC(2024, 0, 1) - 1)).toBe('31 Dec 2023');
  });
  it.each([
    [0.25, '0.25 s'],
    [8.04, '8.0 s'],
    [59.7, '1 min'],
    [80, '1 min 20 s'],
    [7500, '2 h 5 min'],
    [Number.NaN, '–'],
  ])('shows %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
  it.each([
    [0.4, 'almost done'],
    [20.4, 'about 20 s left'],
    [200, 'about 3 min left'],
    [Number.POSITIVE_INFINITY, 'estimating…'],
  ])('shows %d seconds to go as %s', (seconds, text) => {
    expect(formatEta(seconds)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1200, '1.2 kB'],
    [123_456_789, '123 MB'],
    [2.5e12, '2500 GB'],
  ])('shows %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

test('formatMegabytes stays in megabytes, but for sizes that would be none', () => {
  expect([950, 99_999, 1_234_567, 99_949_999, 2e9].map(formatMegabytes)).toEqual([
    '950 bytes',
    '99999 bytes',
    '1.2 MB',
    '99.9 MB',
    '2000 MB',
  ]);
});

describe('rawValue', () => {
  it('keeps every digit and is empty for an undefined figure', () => {
    expect(rawValue(0.012345678901)).toBe('0.012345678901');
    expect(rawValue('LONG')).toBe('LONG');
    expect(rawValue(Number.NaN)).toBe('');
  });
});

test.each([
  [68_231.2, 1],
  [2345.67, 2],
  [100, 2],
  [5.25, 4],
  [0.25, 5],
  [0.00001234, 9],
  [NaN, 2],
  [0, 2],
])('a price of %s is written with %i decimals', (price, decimals) => {
  expect(pickPriceDecimals(price)).toBe(decimals);
});
