import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DateOrder } from '../../../src/core/bars/dates';
import { parseTimeOfDay, possibleOrders, readDate } from '../../../src/core/bars/dates';

/** The instant, with times that name no zone taken as UTC. */
function instantOf(text: string, order: DateOrder = 'iso'): number {
  const date = readDate(text, order);
  return date === undefined ? NaN : date.localMs - (date.offsetMs ?? 0);
}

describe('readDate', () => {
  it.each([
    ['01. März 2024', 3],
    ['1 août 2024', 8],
    ['1 dez. 2024', 12],
    ['1 października 2024', 10],
    ['1 мая 2024', 5],
    ['1 Ağustos 2024', 8],
  ])('knows the month of "%s"', (text, month) => {
    expect(instantOf(text)).toBe(Date.UTC(2024, month - 1, 1));
  });

  const afternoon = Date.UTC(2024, 0, 31, 14, 5);

  it.each([
    ['2024-01-31 14:05'],
    ['2024-01-31T14:05:00Z'],
    ['2024-01-31D14:05:00.000000000'],
    ['2024-01-31T14:05:00.000000000'],
    ['2024-01-31 14:05:00+00:00'],
    ['2024-01-31 23:05:00+09:00'],
    ['2024-01-31 09:05:00 -0500'],
    ['2024-01-31 14:05:00 UTC'],
    ['2024-01-31 09:05:00 EST'],
    ['2024/01/31 14:05'],
    ['2024/1/31 2:05 PM'],
    ['2024.01.31 14:05:00'],
    ['20240131 140500'],
    ['20240131 1405'],
    ['20240131140500'],
    ['202401311405'],
    ['20240131T140500Z'],
    ['20240131 14:05'],
    ['31-Jan-2024 14:05'],
    ['31 January 2024, 14:05'],
    ['Jan 31, 2024 2:05 pm'],
    ['Wed Jan 31 2024 15:05:00 GMT+0100 (Central European Standard Time)'],
    ['Wed, 31 Jan 2024 14:05:00 GMT'],
    ['2024-Jan-31 14:05'],
    ['2024年01月31日 14:05'],
    ['2024년 1월 31일 14:05'],
    ['2024- 01- 31 14:05'],
    ['2024. 1. 31. 14:05'],
    ['31. Januar 2024 14:05'],
    ['31 janv. 2024 14:05'],
    ['31 de enero de 2024 14:05'],
    ['31 января 2024 14:05'],
  ])('reads "%s"', (text) => {
    expect(instantOf(text)).toBe(afternoon);
  });

  it.each([
    ['31/01/2024 14:05', 'dmy'],
    ['31.01.2024 14:05:00', 'dmy'],
    ['31-01-2024 02:05 PM', 'dmy'],
    ['31/01/24 14:05', 'dmy'],
    ['01/31/2024 14:05', 'mdy'],
    ['1/31/2024 2:05:00 PM', 'mdy'],
    ['01/31/24 14:05', 'mdy'],
    ['24-01-31 14:05', 'iso'],
  ] as const)('reads "%s" as %s', (text, order) => {
    expect(instantOf(text, order)).toBe(afternoon);
  });

  it("reads the hours of CryptoDataDownload's old files", () => {
    expect(instantOf('2024-01-31 12-AM')).toBe(Date.UTC(2024, 0, 31));
    expect(instantOf('2024-01-31 12-PM')).toBe(Date.UTC(2024, 0, 31, 12));
    expect(instantOf('2024-01-31 01-PM')).toBe(Date.UTC(2024, 0, 31, 13));
  });

  it('keeps milliseconds and cuts off what is finer', () => {
    expect(instantOf('2024-01-31T23:59:59.999999Z')).toBe(Date.UTC(2024, 0, 31, 23, 59, 59, 999));
    expect(instantOf('2024-01-31 23:59:59,5')).toBe(Date.UTC(2024, 0, 31, 23, 59, 59, 500));
  });

  it.each([
    '',
    'never',
    '2024-02-30',
    '2024-02-30 00:00:00',
    '2024-01-01 24:00:00',
    '2024-01-0x 00:00:00',
    '2024-13-01',
    '2024-01-31 24:00',
    '2024-01-31 23:60',
    '2024-01-31 13:00 PM',
    '2024-01-31 12:00 XYZ',
    '1704067200',
    '1704067200000',
    '12.5',
    '23:59',
    '31/31/2024',
  ])('reads nothing from "%s"', (text) => {
    for (const order of ['iso', 'dmy', 'mdy'] as const)
      expect(readDate(text, order)).toBe(undefined);
  });

  it('tells whether a zone and a time of day are given', () => {
    expect(readDate('2024-01-31', 'iso')).toMatchObject({ offsetMs: undefined, hasClock: false });
    expect(readDate('2024-01-31 00:00', 'iso')).toMatchObject({ hasClock: true });
    expect(readDate('2024-01-31T00:00-03:30', 'iso')?.offsetMs).toBe(-12_600_000);
  });

  it('gives back any second that was written in any form', () => {
    const second = fc.integer({ min: 315_532_800, max: 4_102_444_799 });
    const two = (value: number): string => String(value).padStart(2, '0');
    fc.assert(
      fc.property(second, fc.integer({ min: -14, max: 14 }), (seconds, hours) => {
        const utc = new Date(seconds * 1000);
        const [year, month, day] = [utc.getUTCFullYear(), utc.getUTCMonth() + 1, utc.getUTCDate()];
        const iso = utc.toISOString();
        const clock = iso.slice(11, 19);
        const half = `${utc.getUTCHours() % 12 || 12}${clock.slice(2)} ${utc.getUTCHours() < 12 ? 'AM' : 'PM'}`;
        const local = new Date((seconds + hours * 3600) * 1000).toISOString().slice(0, 19);
        const offset = `${hours < 0 ? '-' : '+'}${two(Math.abs(hours))}:00`;
        expect(instantOf(iso)).toBe(seconds * 1000);
        expect(instantOf(iso.slice(0, 19))).toBe(seconds * 1000);
        expect(instantOf(`${local}${offset}`)).toBe(seconds * 1000);
        expect(instantOf(iso.replace(/\D/g, '').slice(0, 14))).toBe(seconds * 1000);
        expect(instantOf(`${two(day)}/${two(month)}/${year} ${clock}`, 'dmy')).toBe(seconds * 1000);
        expect(instantOf(`${month}/${day}/${year} ${half}`, 'mdy')).toBe(seconds * 1000);
      }),
    );
  });
});

describe('possibleOrders', () => {
  it.each([
    ['2024-01-02', ['iso']],
    ['02-Jan-2024', ['iso']],
    ['13/01/2024', ['dmy']],
    ['01/13/2024', ['mdy']],
    ['01/02/2024', ['dmy', 'mdy']],
    ['01/02/03', ['iso', 'dmy', 'mdy']],
    ['no date', []],
  ])('of "%s" are %j', (text, orders) => {
    expect(possibleOrders(text)).toEqual(orders);
  });
});

describe('parseTimeOfDay', () => {
  it.each([
    ['23:59', 'hhmm', 86_340_000],
    ['23:59:59', 'hhmm', 86_399_000],
    ['11:59 PM', 'hhmmss', 86_340_000],
    ['930', 'hhmm', 34_200_000],
    ['0', 'hhmmss', 0],
    ['93000', 'hhmmss', 34_200_000],
    ['093000.0', 'hhmmss', 34_200_000],
  ] as const)('reads "%s" with digits as %s', (text, digits, ms) => {
    expect(parseTimeOfDay(text, digits)).toBe(ms);
  });

  it.each(['', '2024-01-01', '25:00', '23:59+01:00', '2460'])('reads nothing from "%s"', (text) => {
    expect(parseTimeOfDay(text, 'hhmm')).toBeNaN();
  });
});
