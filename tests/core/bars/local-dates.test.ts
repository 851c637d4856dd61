import { describe, expect, it } from 'vitest';
import { convertToOpenTimes, readTimes, type TimeReading } from '../../../src/core/bars/read-times';

const text = { kind: 'text' } as const;
const iso = { kind: 'text', order: 'iso' } as const;
const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);

describe('readTimes, of local dates', () => {
  const reading: TimeReading = { encoding: iso, zone: 'UTC', moment: 'open', isLocalDate: true };

  it('takes the date that a cell shows, whatever offset it names', () => {
    const cells = ['2024-03-08 00:00:00-05:00', '2024-03-11 00:00:00-04:00', '2024-03-12'];
    expect([...readTimes(cells, text, reading)]).toEqual([
      day('2024-03-08'),
      day('2024-03-11'),
      day('2024-03-12'),
    ]);
    expect([...readTimes(['2024-03-08 16:00:00+09:00'], text, reading)]).toEqual([
      day('2024-03-08'),
    ]);
  });

  it('takes the date that the clock of a zone shows at an instant', () => {
    const newYork = { ...reading, zone: 'America/New_York' };
    const counts: TimeReading = { ...newYork, encoding: { kind: 'number', unit: 's' } };
    const seconds = ['2024-03-08T05:00:00Z', '2024-03-11T04:00:00Z'].map((time) =>
      String(Date.parse(time) / 1000),
    );
    expect([...readTimes(seconds, { kind: 'number' }, counts)]).toEqual([
      day('2024-03-08'),
      day('2024-03-11'),
    ]);
    const typed: TimeReading = { ...newYork, encoding: { kind: 'typed' } };
    const zoned = { kind: 'time', hasZone: true } as const;
    expect([...readTimes(['2024-03-11T03:59:00Z'], zoned, typed)]).toEqual([day('2024-03-10')]);
  });

  it('takes no interval off a date', () => {
    const times = Float64Array.of(day('2024-03-08'), day('2024-03-09'));
    const closes = { ...reading, zone: 'Europe/Berlin', moment: 'close' } as const;
    expect(convertToOpenTimes(times, closes)).toEqual({ notes: [], unclear: [] });
    expect([...times]).toEqual([day('2024-03-08'), day('2024-03-09')]);
  });
});

describe('readTimes, of times of day', () => {
  const encoding = { kind: 'since-midnight', date: day('2013-10-07'), unit: 'ms' } as const;
  const reading: TimeReading = { encoding, zone: 'America/New_York', moment: 'open' };

  it.each(['number', 'text'] as const)('adds counts of a column of kind %s to the date', (kind) => {
    expect([...readTimes(['14400000', '14460000', ''], { kind }, reading)]).toEqual([
      Date.parse('2013-10-07T08:00:00Z'),
      Date.parse('2013-10-07T08:01:00Z'),
      NaN,
    ]);
  });

  it('adds clock times to the date, and reads nothing beyond the day', () => {
    expect([...readTimes(['09:31', '09:32:30', '86400001', '-1'], text, reading)]).toEqual([
      Date.parse('2013-10-07T13:31:00Z'),
      Date.parse('2013-10-07T13:32:30Z'),
      NaN,
      NaN,
    ]);
  });
});

describe('readTimes, of cells that name a zone', () => {
  const reading: TimeReading = { encoding: iso, zone: 'UTC', moment: 'open' };

  it.each([
    ['2024-07-01 09:30 US/Eastern', '2024-07-01T13:30:00Z'],
    ['2024-01-02 09:30:00 America/New_York', '2024-01-02T14:30:00Z'],
    ['2024-07-01T09:30:00+02:00[Europe/Berlin]', '2024-07-01T07:30:00Z'],
    ['2024-07-01T09:30:00 [Europe/Berlin]', '2024-07-01T07:30:00Z'],
    ['2024-07-01 America/Argentina/Buenos_Aires', '2024-07-01T03:00:00Z'],
  ])('reads %s as %s', (cell, instant) => {
    expect([...readTimes([cell], text, reading)]).toEqual([Date.parse(instant)]);
  });

  it('reads them by the zone of the reading where it is the same, and not where there is none', () => {
    const berlin = { ...reading, zone: 'Europe/Berlin' };
    expect([...readTimes(['2024-07-01 09:30 Europe/Berlin'], text, berlin)]).toEqual([
      Date.parse('2024-07-01T07:30:00Z'),
    ]);
    expect([...readTimes(['2024-07-01 09:30 Middle/Earth'], text, reading)]).toEqual([NaN]);
  });
});
