import { describe, expect, it } from 'vitest';
import { makeColumns, startMs } from '../../make-files';
import { toEpochMs, type TimeUnit } from '../../../../src/core/bars/times';
import { makeTableOf } from '../../make-table';
import { day, hour, makePrices, minute, questionOf, sureOf, writeTimes } from '../recognition-of';

describe('recogniseTable, of times', () => {
  it.each([
    ['s', 1e-3],
    ['ms', 1],
    ['us', 1e3],
    ['ns', 1e6],
  ])('sees times in %s by their size', (unit, perMs) => {
    const columns = makeColumns(20);
    const time = columns.open_time.map((ms) => ms * perMs);
    const { mapping } = sureOf(makeTableOf({ ...columns, open_time: time }));
    expect(mapping.time.encoding).toEqual({ kind: 'number', unit });
  });

  it('sees that the unit changes within the file', () => {
    const columns = makeColumns(20);
    const time = columns.open_time.map((ms, index) => (index < 10 ? ms : ms * 1000));
    const { mapping } = sureOf(makeTableOf({ ...columns, open_time: time }));
    expect(mapping.time.encoding).toEqual({ kind: 'number', unit: 'mixed' });
  });

  it('asks when the name speaks of another unit than the values', () => {
    const { open_time, ...prices } = makeColumns(20);
    const seconds = open_time.map((ms) => ms / 1000);
    const question = questionOf(makeTableOf({ timestamp_ms: seconds, ...prices }));
    expect(question.readings[0].mapping.time.encoding).toEqual({ kind: 'number', unit: 's' });
    expect(question.reasons[0]).toMatch(/speaks of milliseconds, .* the size of seconds/);
    expect(sureOf(makeTableOf({ timestamp_ms: open_time, ...prices })).notes).toEqual([
      'times are milliseconds',
    ]);
  });

  it.each([
    ['ticks', '.NET ticks', (ms: number) => 1e4 * (ms + 62_135_596_800_000)],
    ['ns-2000', "kdb's nanoseconds", (ms: number) => 1e6 * (ms - Date.UTC(2000, 0))],
  ])('asks whether counts are %s, of %s', (unit, _, count) => {
    const columns = makeColumns(40);
    const time = columns.open_time.map(count);
    const { readings, reasons } = questionOf(makeTableOf({ ...columns, open_time: time }));
    const units = readings.map(({ mapping }) => mapping.time.encoding);
    expect(units[0]).toEqual({ kind: 'number', unit });
    expect(units.slice(1)).toContainEqual({ kind: 'number', unit: 'ns' });
    expect(reasons[0]).toContain('can count from different years');
    expect(toEpochMs(time[0], unit as TimeUnit)).toBe(columns.open_time[0]);
  });

  it('asks where bars are less than a second apart', () => {
    const columns = makeColumns(40);
    const time = columns.open_time.map((_, row) => startMs + 100 * row);
    const { reasons } = questionOf(makeTableOf({ ...columns, open_time: time }));
    expect(reasons[0]).toContain('100 ms apart');
  });

  it('reads counts of time that stand as text', () => {
    const columns = makeColumns(20);
    const { mapping } = sureOf(makeTableOf(columns, { kinds: { 0: 'text', 4: 'text' } }));
    expect(mapping.time.encoding).toEqual({ kind: 'number', unit: 'ms' });
  });

  it('takes times without a zone as UTC and says so', () => {
    const { mapping, notes } = sureOf(
      makeTableOf({ time: writeTimes(20, minute), ...makePrices(20) }),
    );
    expect(mapping.time).toEqual({
      encoding: { kind: 'text', order: 'iso' },
      zone: 'UTC',
      moment: 'open',
    });
    expect(notes).toEqual(['times name no zone: they are taken as UTC']);
  });

  it('says nothing of zones where the times name one', () => {
    const time = writeTimes(20, minute).map((text) => `${text}+01:00`);
    expect(sureOf(makeTableOf({ time, ...makePrices(20) })).notes).toEqual([]);
  });

  it('takes times that the file declares, and says so when they have no zone', () => {
    const columns = makeColumns(20);
    const typed = sureOf(makeTableOf(columns, { kinds: { 0: 'time' }, zoned: [0] }));
    expect(typed.mapping.time.encoding).toEqual({ kind: 'typed' });
    expect(typed.notes).toEqual([]);
    const naive = sureOf(makeTableOf(columns, { kinds: { 0: 'time' } }));
    expect(naive.notes).toEqual(['times name no zone: they are taken as UTC']);
  });

  it.each([
    ['btc.naive-utc+9.parquet', 'time', '+09:00'],
    ['btc_Europe_Berlin.csv', 'time', 'Europe/Berlin'],
    ['bars.csv', 'time (KST)', '+09:00'],
    ['bars.csv', 'time_est', 'America/New_York'],
    ['bars.csv', 'Time (EET)', 'Europe/Athens'],
    ['bars.csv', 'Time (MST)', 'America/Denver'],
    ['DAT_ASCII_USDJPY_M1_2024.csv', 'time', '-05:00'],
  ])('asks for the zone of %s with column "%s"', (file, name, zone) => {
    const table = makeTableOf({ [name]: writeTimes(20, minute), ...makePrices(20) });
    const question = questionOf(table, file);
    expect(question.readings[0].mapping.time.zone).toBe(zone);
    expect(question.reasons).toHaveLength(1);
    expect(question.reasons[0]).toMatch(/^The name (of .* says|is one of HistData)/);
  });

  it('asks where a name of times ends in a word that is no known zone', () => {
    const question = questionOf(
      makeTableOf({ 'Time (XQT)': writeTimes(20, minute), ...makePrices(20) }),
    );
    expect(question.reasons[0]).toContain('"XQT", which is no zone that is known');
    sureOf(makeTableOf({ 'Time (ISO)': writeTimes(20, minute), ...makePrices(20) }));
  });

  it('takes the zones of a column as one where they are, and asks where not', () => {
    const time = writeTimes(20, hour);
    const withZones = (of: (row: number) => string) =>
      makeTableOf({ time, ...makePrices(20), tz: time.map((_, row) => of(row)) });
    const { mapping } = sureOf(withZones((row) => (row < 9 ? 'EST' : 'EDT')));
    expect(mapping.time.zone).toBe('America/New_York');
    const { readings, reasons } = questionOf(withZones((row) => (row < 9 ? 'EST' : 'JST')));
    expect(readings.map((reading) => reading.mapping.time.zone)).toEqual([
      'America/New_York',
      '+09:00',
      'UTC',
    ]);
    expect(reasons[0]).toContain('several zones (EST, JST)');
    expect(questionOf(withZones(() => 'XQT')).reasons[0]).toContain('no zone that is known');
  });

  it('asks whether the zone in a line below the rows is that of the rows', () => {
    const table = makeTableOf({ time: writeTimes(20, minute), ...makePrices(20) });
    const { readings } = questionOf({ ...table, possibleZone: 'PST' });
    expect(readings.map(({ mapping }) => mapping.time.zone)).toEqual([
      'America/Los_Angeles',
      'UTC',
    ]);
  });

  it('asks for the zone of naive times that the file declares, when its name speaks of one', () => {
    const columns = makeColumns(20);
    const file = 'btcusdt_1m_39d.polars-zstd-us.naive-utc+9.parquet';
    const naive = makeTableOf(columns, { kinds: { 0: 'time' } });
    expect(questionOf(naive, file).readings[0].mapping.time).toEqual({
      encoding: { kind: 'typed' },
      zone: '+09:00',
      moment: 'open',
    });
    sureOf(makeTableOf(columns, { kinds: { 0: 'time' }, zoned: [0] }), file);
  });

  it('does not ask for a zone that the times or the names tell', () => {
    const zoned = writeTimes(20, minute).map((text) => `${text}+09:00`);
    sureOf(makeTableOf({ time: zoned, ...makePrices(20) }), 'btc.utc+9.csv');
    sureOf(makeTableOf({ 'time (UTC)': writeTimes(20, minute), ...makePrices(20) }), 'btc.kst.csv');
    sureOf(makeTableOf(makeColumns(20)), 'btc.utc+9.csv');
  });

  it.each([
    [15, '-09:00'],
    [9, '+09:00'],
    [19, '-05:00'],
  ])('asks for the zone of daily bars that begin at %i:00', (hours, zone) => {
    const time = writeTimes(40, day, startMs + hours * hour);
    const question = questionOf(makeTableOf({ time, ...makePrices(40) }));
    expect(question.readings[0].mapping.time.zone).toBe(zone);
    expect(question.reasons[0]).toContain(`${String(hours).padStart(2, '0')}:00`);
  });

  it('does not ask for the zone of daily bars that begin at midnight, or that are counts', () => {
    sureOf(makeTableOf({ time: writeTimes(40, day), ...makePrices(40) }));
    const counts = Array.from({ length: 40 }, (_, index) => startMs + 15 * hour + index * day);
    sureOf(makeTableOf({ time: counts, ...makePrices(40) }));
  });

  it('asks for the order of dates that nothing decides', () => {
    const time = Array.from({ length: 30 }, (_, index) => `02/03/2024 00:${String(index + 10)}`);
    const question = questionOf(makeTableOf({ time, ...makePrices(30) }));
    expect(question.readings[0].mapping.time.encoding).toEqual({ kind: 'text', order: 'dmy' });
    expect(question.reasons[0]).toContain('"02/03/2024 00:10"');
  });

  it('sees closes by the name where there is no open time', () => {
    const { open_time, ...prices } = makeColumns(20);
    const { mapping, notes } = sureOf(makeTableOf({ close_time: open_time, ...prices }));
    expect(mapping.time.moment).toBe('close');
    expect(notes).toContain('times are those of the close: one interval was subtracted');
  });

  it.each([
    [1, minute],
    [1000, minute],
    [minute, hour],
    [minute, day],
  ])('sees closes that stand %i ms before the end of bars of %i ms', (slackMs, intervalMs) => {
    const time = Array.from(
      { length: 30 },
      (_, index) => startMs + (index + 1) * intervalMs - slackMs,
    );
    expect(sureOf(makeTableOf({ time, ...makePrices(30) })).mapping.time.moment).toBe('close');
    const named = makeTableOf({ open_time: time, ...makePrices(30) });
    expect(sureOf(named).mapping.time.moment).toBe('open');
  });

  it('joins a column of dates with one of times of day', () => {
    const times = writeTimes(30, minute);
    const date = times.map((text) => text.slice(0, 10));
    const clock = times.map((text) => text.slice(11));
    const { mapping, notes } = sureOf(makeTableOf({ Date: date, Time: clock, ...makePrices(30) }));
    expect(mapping).toMatchObject({ columns: { openTime: 0 }, timeOfDay: 1, extras: [] });
    expect(notes[0]).toBe('date and time stand in two columns, "Date" and "Time"');
    const digits = makeTableOf({
      '<DATE>': date.map((text) => Number(text.replaceAll('-', ''))),
      '<TIME>': clock.map((text) => Number(text.replaceAll(':', ''))),
      ...makePrices(30),
    });
    expect(sureOf(digits).mapping).toMatchObject({
      columns: { openTime: 0 },
      timeOfDay: 1,
      time: { encoding: { kind: 'text', order: 'iso' } },
    });
  });
});
