import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertLocalTimes, isKnownZone, openZone, toLocalMs } from '../../../src/core/bars/zone';

const utc = (text: string): number => Date.parse(`${text}Z`);

describe('openZone', () => {
  it.each([
    ['UTC', '2024-07-01T00:00', 0],
    ['+09:00', '2024-07-01T00:00', 9],
    ['-0330', '2024-07-01T00:00', -3.5],
    ['Europe/Berlin', '2024-01-01T00:00', 1],
    ['Europe/Berlin', '2024-07-01T00:00', 2],
    ['Asia/Kolkata', '2024-07-01T00:00', 5.5],
    ['America/New_York', '2024-07-01T00:00', -4],
  ])('knows the offset of %s at %s', (name, time, hours) => {
    expect(openZone(name).offsetAt(utc(time))).toBe(hours * 3_600_000);
  });

  it('refuses a name that is no zone', () => {
    const names = ['', 'tok', 'Mars/Olympus', 'Europe/Atlantis'];
    expect(names.filter(isKnownZone)).toEqual([]);
    expect(() => openZone('Europe/Atlantis')).toThrow(/"Europe\/Atlantis" is no time zone/);
  });
});

describe('convertLocalTimes', () => {
  const convert = (zone: string, ...clock: readonly string[]) => {
    const times = Float64Array.from(clock, utc);
    const changes = convertLocalTimes(times, openZone(zone));
    return { times: [...times].map((time) => new Date(time).toISOString().slice(0, 16)), changes };
  };

  it('takes the first of a time that the clock showed twice, then the second', () => {
    const { times, changes } = convert(
      'Europe/Berlin',
      '2024-10-27T01:30',
      '2024-10-27T02:00',
      '2024-10-27T02:30',
      '2024-10-27T02:00',
      '2024-10-27T02:30',
      '2024-10-27T03:00',
    );
    expect(times).toEqual([
      '2024-10-26T23:30',
      '2024-10-27T00:00',
      '2024-10-27T00:30',
      '2024-10-27T01:00',
      '2024-10-27T01:30',
      '2024-10-27T02:00',
    ]);
    expect(changes).toEqual({ skipped: 0, repeated: 4, unclear: [] });
  });

  it('does the same for rows that run backwards', () => {
    const { times } = convert(
      'Europe/Berlin',
      '2024-10-27T03:00',
      '2024-10-27T02:30',
      '2024-10-27T02:00',
      '2024-10-27T02:30',
      '2024-10-27T02:00',
      '2024-10-27T01:30',
    );
    expect(times).toEqual([
      '2024-10-27T02:00',
      '2024-10-27T01:30',
      '2024-10-27T01:00',
      '2024-10-27T00:30',
      '2024-10-27T00:00',
      '2024-10-26T23:30',
    ]);
  });

  it('takes a time that the clock skipped as if it had not been put forward', () => {
    const { times, changes } = convert('Europe/Berlin', '2024-03-31T01:59', '2024-03-31T02:30');
    expect(times).toEqual(['2024-03-31T00:59', '2024-03-31T01:30']);
    expect(changes).toEqual({ skipped: 1, repeated: 0, unclear: [] });
  });

  it('names the rows of an hour that was shown twice but stands there once', () => {
    const minutes = ['00:30', '01:00', '01:30', '02:00'].map((clock) => utc(`2024-11-03T${clock}`));
    const convertRows = (rows: readonly number[], intervalMs: number) => {
      const times = Float64Array.from(rows);
      const { unclear } = convertLocalTimes(times, openZone('America/New_York'), intervalMs);
      return { unclear, first: new Date(times[0]).toISOString().slice(11, 16) };
    };
    expect(convertRows(minutes, 1_800_000).unclear).toEqual([1, 2]);
    expect(convertRows([...minutes].reverse(), 1_800_000).unclear).toEqual([2, 1]);
    // At an end of the rows one reading leaves no gap.
    expect(convertRows(minutes.slice(0, 3), 1_800_000)).toEqual({ unclear: [], first: '04:30' });
    expect(convertRows(minutes.slice(1), 1_800_000)).toEqual({ unclear: [], first: '06:00' });
  });

  it('takes the reading that bars of more than an hour have', () => {
    const { times } = convert('America/New_York', '2024-11-02T21:00');
    const local = ['2024-11-02T21:00', '2024-11-03T01:00', '2024-11-03T04:00'].map(utc);
    const rows = Float64Array.from(local);
    const changes = convertLocalTimes(rows, openZone('America/New_York'), 4 * 3_600_000);
    expect(times).toEqual(['2024-11-03T01:00']);
    expect(changes.unclear).toEqual([]);
    expect([...rows].map((time) => new Date(time).getUTCHours())).toEqual([1, 5, 9]);
  });

  it('gives back the instants of any half-hourly bars across a change of any zone', () => {
    const zone = fc.constantFrom(
      'UTC',
      '-03:30',
      'Asia/Seoul',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Chatham',
    );
    const start = fc.integer({ min: 700_000, max: 1_050_000 });
    fc.assert(
      fc.property(zone, start, fc.boolean(), (name, halfHours, isDescending) => {
        const instants = Float64Array.from(
          { length: 500 },
          (_, at) => (halfHours + at) * 1_800_000,
        );
        if (isDescending) instants.reverse();
        const opened = openZone(name);
        // What comes before a time shown twice tells the two apart; at an end nothing does.
        const isClear = (time: number): boolean =>
          opened.offsetAt(time - 7_200_000) === opened.offsetAt(time + 7_200_000);
        fc.pre(isClear(instants[0]) && isClear(instants[499]));
        const times = instants.map((time) => toLocalMs(time, opened));
        convertLocalTimes(times, opened);
        expect(times).toEqual(instants);
      }),
      { numRuns: 40 },
    );
  });
});
