import { describe, expect, it } from 'vitest';
import { makeTable, makeTableOf } from '../../make-table';
import {
  day,
  hour,
  makePrices,
  minute,
  questionOf,
  refusalOf,
  sureOf,
  writeTimes,
} from '../recognition-of';

/** Midnights of dates by the clock of a zone, written with its offset. */
function writeMidnights(
  from: number,
  count: number,
  stepDays: number,
  offsetOf: (time: number) => string,
) {
  return Array.from({ length: count }, (_, index) => from + index * stepDays * day).map(
    (time) => `${new Date(time).toISOString().slice(0, 10)} 00:00:00${offsetOf(time)}`,
  );
}

const isSummer = (time: number): boolean =>
  time >= Date.UTC(2024, 2, 11) && time < Date.UTC(2024, 10, 4);

describe('recogniseTable, of days', () => {
  it.each([
    ['New York', 1, '-04:00', '-05:00'],
    ['New York, weeks', 7, '-04:00', '-05:00'],
    ['Berlin', 1, '+02:00', '+01:00'],
    ['Sydney', 1, '+10:00', '+11:00'],
  ])('takes the midnights of %s for dates, whatever their offset', (_, step, summer, winter) => {
    const from = Date.UTC(2024, 1, 5);
    const time = writeMidnights(from, 60, step, (at) => (isSummer(at) ? summer : winter));
    const { mapping, notes } = sureOf(makeTableOf({ time, ...makePrices(60) }));
    expect(mapping.time).toMatchObject({ isLocalDate: true, zone: 'UTC', moment: 'open' });
    expect(notes.join('\n')).toContain('changes with summer time');
  });

  it('finds the zone whose midnights instants are', () => {
    const at = (index: number): number => {
      const date = Date.UTC(2024, 0, 1) + index * day;
      return date + (isSummer(date) ? 4 : 5) * hour;
    };
    const time = Array.from({ length: 200 }, (_, index) => at(index) / 1000);
    const { mapping } = sureOf(makeTableOf({ time, ...makePrices(200) }));
    expect(mapping.time).toMatchObject({ isLocalDate: true, zone: 'America/New_York' });
  });

  it('leaves instants where all days begin at one time of UTC, and hours where they are', () => {
    const kst = writeMidnights(Date.UTC(2024, 0, 1), 60, 1, () => '+09:00');
    expect(sureOf(makeTableOf({ time: kst, ...makePrices(60) })).mapping.time.isLocalDate).toBe(
      undefined,
    );
    const hours = writeTimes(60, hour, Date.UTC(2024, 2, 9)).map(
      (text, index) => `${text}${index < 31 ? '-05:00' : '-04:00'}`,
    );
    expect(sureOf(makeTableOf({ time: hours, ...makePrices(60) })).mapping.time.isLocalDate).toBe(
      undefined,
    );
  });

  it('tells by weekends whether a few days of one offset are dates, and asks where it sees none', () => {
    const write = (dates: readonly number[]): string[] =>
      dates.map((date) => `2024-01-${String(date).padStart(2, '0')} 00:00:00+09:00`);
    const [closed, open, week] = [
      [8, 9, 10, 11, 12, 15, 16, 17],
      [8, 9, 10, 11, 12, 13, 14, 15],
      [8, 9, 10, 11, 12],
    ].map((dates) => makeTableOf({ time: write(dates), ...makePrices(dates.length) }));
    expect(sureOf(closed).mapping.time.isLocalDate).toBe(true);
    expect(sureOf(open).mapping.time.isLocalDate).toBe(undefined);
    const isDate = questionOf(week).readings.map(({ mapping }) => mapping.time.isLocalDate);
    expect(isDate).toEqual([undefined, true]);
  });

  it('takes days that a market closes at 16:00 for dates', () => {
    const weekdays = Array.from({ length: 60 }, (_, index) => Date.UTC(2024, 0, 1) + index * day)
      .filter((time) => ![0, 6].includes(new Date(time).getUTCDay()))
      .map((time) => `${new Date(time).toISOString().slice(0, 10)} 16:00:00`);
    const { mapping } = sureOf(makeTableOf({ Date: weekdays, ...makePrices(weekdays.length) }));
    expect(mapping.time.isLocalDate).toBe(true);
  });
});

describe('recogniseTable, of ends of bars', () => {
  it.each([
    ['BitMEX', { homeNotional: 1, foreignNotional: 1 }],
    ['TradeStation', { up: 1, down: 1 }],
  ])('knows them by the columns of %s', (program, further) => {
    const times = writeTimes(40, minute, Date.UTC(2024, 0, 1, 7, 13));
    const cells = Object.fromEntries(
      Object.entries(further).map(([name, value]) => [name, times.map(() => value)]),
    );
    const time: Record<string, string[]> =
      program === 'BitMEX'
        ? { timestamp: times }
        : {
            date: times.map((text) => text.slice(0, 10)),
            time: times.map((text) => text.slice(11)),
          };
    const { mapping, notes } = sureOf(makeTableOf({ ...time, ...makePrices(40), ...cells }));
    expect(mapping.time.moment).toBe('close');
    expect(notes.join('\n')).toContain(program);
  });

  it.each([
    'XBT_1m_bucketed.csv',
    'btc-coingecko-ohlc.csv',
    'eth_1m_bar_end.csv',
    'ES 03-24.Last.txt',
    'BTCUSD_1m_close_time.csv',
  ])('asks where only the name %s speaks of them', (file) => {
    const time = writeTimes(40, minute, Date.UTC(2024, 0, 1, 7, 13));
    const { readings } = questionOf(makeTableOf({ time, ...makePrices(40) }), file);
    expect(readings.map(({ mapping }) => mapping.time.moment)).toEqual(['close', 'open']);
  });

  it('takes no series of closes for times of the close', () => {
    const time = writeTimes(40, minute, Date.UTC(2024, 0, 1, 7, 13));
    const file = 'BTCUSD_open_high_low_close_time_series.csv';
    expect(sureOf(makeTableOf({ time, ...makePrices(40) }), file).mapping.time.moment).toBe('open');
  });

  it.each([
    ['15 minutes', 15, 9.5],
    ['30 minutes', 30, 9.5],
    ['an hour', 60, 9.5],
  ])('asks where sessions of bars of %s may be stamped at their end', (_, minutes, opens) => {
    const write = (isEnd: boolean): string[] =>
      [15, 16, 17, 18].flatMap((date) =>
        Array.from({ length: Math.floor(390 / minutes) }, (_, bar) => {
          const time =
            Date.UTC(2024, 0, date) + opens * hour + (bar + (isEnd ? 1 : 0)) * minutes * minute;
          return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
        }),
      );
    const [ends, opened] = [write(true), write(false)];
    const { readings } = questionOf(makeTableOf({ time: ends, ...makePrices(ends.length) }));
    expect(readings.map(({ mapping }) => mapping.time.moment)).toEqual(['open', 'close']);
    const { mapping } = sureOf(makeTableOf({ time: opened, ...makePrices(opened.length) }));
    expect(mapping.time.moment).toBe('open');
  });

  it.each([
    ['eob', 'close'],
    ['bar_end', 'close'],
    ['candleCloseTime', 'close'],
    ['timestamp_close', 'close'],
    ['bob', 'open'],
    ['bar_start_time', 'open'],
  ])('knows by the name %s that times are those of the %s', (name, moment) => {
    const time = writeTimes(40, minute, Date.UTC(2024, 0, 1, 7, 13));
    const { mapping } = sureOf(makeTableOf({ [name]: time, ...makePrices(40) }));
    expect(mapping.time.moment).toBe(moment);
  });

  it('sees them by days that begin at 00:01 and end at 00:00', () => {
    const time = writeTimes(1440, minute, Date.UTC(2024, 0, 1) + minute);
    const { mapping, notes } = sureOf(makeTableOf({ time, ...makePrices(1440) }));
    expect(mapping.time.moment).toBe('close');
    expect(notes.join('\n')).toMatch(/first bar of 1m is stamped 00:01, .* last 00:00/);
  });

  it('asks, with both readings, where only the first stamp speaks for them', () => {
    const time = writeTimes(200, minute, Date.UTC(2024, 0, 1) + minute);
    const { readings, reasons } = questionOf(makeTableOf({ time, ...makePrices(200) }));
    expect(readings.map(({ mapping }) => mapping.time.moment)).toEqual(['open', 'close']);
    expect(reasons).toEqual([expect.stringContaining('stamped 00:01')]);
  });

  it('sees them by sessions from 09:31 to 16:00, and asks where it sees one beginning', () => {
    const session = (date: number, stepMs: number): string[] =>
      writeTimes((6.5 * hour) / stepMs, stepMs, date + 9.5 * hour + stepMs);
    const days = [1, 2, 3, 4, 5].map((of) => Date.UTC(2024, 0, of));
    const five = days.flatMap((date) => session(date, 5 * minute));
    const sure = sureOf(makeTableOf({ time: five, ...makePrices(five.length) }));
    expect(sure.mapping.time.moment).toBe('close');
    expect(sure.notes.join('\n')).toMatch(/sessions begin at 09:35, .* end at 16:00/);
    const one = days.flatMap((date) => session(date, minute));
    const asked = questionOf(makeTableOf({ time: one, ...makePrices(one.length) }));
    expect(asked.readings.map(({ mapping }) => mapping.time.moment)).toEqual(['open', 'close']);
  });

  it('asks nothing where sessions begin at 09:30 or a file anywhere', () => {
    const sessions = [1, 2, 3].flatMap((of) =>
      writeTimes(390, minute, Date.UTC(2024, 0, of) + 9.5 * hour),
    );
    const ofStocks = makeTableOf({ time: sessions, ...makePrices(sessions.length) });
    expect(sureOf(ofStocks).mapping.time.moment).toBe('open');
    const anywhere = writeTimes(300, minute, Date.UTC(2024, 0, 1, 7, 1));
    sureOf(makeTableOf({ time: anywhere, ...makePrices(300) }));
  });

  it('reads the open where another column holds the close', () => {
    const time = writeTimes(1440, minute, Date.UTC(2024, 0, 1) + minute);
    const end = writeTimes(1440, minute, Date.UTC(2024, 0, 1) + 2 * minute);
    const { mapping } = sureOf(makeTableOf({ time, close_time: end, ...makePrices(1440) }));
    expect(mapping.time.moment).toBe('open');
  });
});

describe('recogniseTable, of zones', () => {
  it.each([
    ['US/Eastern', 'America/New_York'],
    ['CDT', 'America/Chicago'],
    ['+09:00', '+09:00'],
    ['Eastern Time', 'America/New_York'],
  ])('takes what the file itself says: %s', (zone, expected) => {
    const table = { ...makeTableOf({ time: writeTimes(20, minute), ...makePrices(20) }), zone };
    const { mapping, notes } = sureOf(table);
    expect(mapping.time.zone).toBe(expected);
    expect(notes).toContain(`the file says that its zone is ${zone}`);
  });

  it('asks about an abbreviation of several zones', () => {
    const table = {
      ...makeTableOf({ time: writeTimes(20, minute), ...makePrices(20) }),
      zone: 'CST',
    };
    expect(questionOf(table).readings.map(({ mapping }) => mapping.time.zone)).toEqual([
      'America/Chicago',
    ]);
  });

  it('takes the zone of a column of zones, and of the cells', () => {
    const time = writeTimes(20, minute);
    const timezone = time.map(() => 'America/New_York');
    expect(sureOf(makeTableOf({ time, timezone, ...makePrices(20) })).mapping.time.zone).toBe(
      'America/New_York',
    );
    const named = time.map((text) => `${text} Europe/Berlin`);
    expect(sureOf(makeTableOf({ time: named, ...makePrices(20) })).mapping.time.zone).toBe(
      'Europe/Berlin',
    );
  });
});

describe('recogniseTable, of times of day alone', () => {
  const clocks = (count: number): number[] =>
    Array.from({ length: count }, (_, index) => 14_400_000 + index * minute);
  const rows = (): (string | number)[][] => {
    const prices = Object.values(makePrices(60)).slice(0, 5);
    return clocks(60).map((clock, row) => [clock, ...prices.map((column) => column[row])]);
  };
  const names = ['1', '2', '3', '4', '5', '6'].map((name) => `column ${name}`);

  it('takes the day from the name, and the zone of QuantConnect', () => {
    const table = makeTable(names, rows(), { hasHeader: false });
    const file = 'equity_usa_minute_spy_20131007_trade.zip / 20131007_spy_minute_trade.csv';
    expect(sureOf(table, file).mapping.time).toEqual({
      encoding: { kind: 'since-midnight', date: Date.UTC(2013, 9, 7), unit: 'ms' },
      zone: 'America/New_York',
      moment: 'open',
    });
    expect(refusalOf(table, 'spy.csv').message).toMatch(
      /row 1, column column 1: "14400000" counts from midnight without a date\. Add a column of dates, or put/,
    );
    const asked = questionOf(table, '20131007_trade.zip / 20131007_spy_minute_trade.csv');
    expect(asked.readings.map(({ mapping }) => mapping.time.zone)).toEqual([
      'America/New_York',
      'UTC',
    ]);
    const coins =
      'crypto/binance/minute/btcusdt/20180501_trade.zip / 20180501_btcusdt_minute_trade.csv';
    expect(sureOf(table, coins).mapping.time.zone).toBe('UTC');
  });

  it('knows the zone of full dates of the same program', () => {
    const table = makeTableOf({ time: writeTimes(60, hour), ...makePrices(60) });
    const zoneOf = (file: string): string => sureOf(table, file).mapping.time.zone;
    expect(zoneOf('equity_usa_hour_spy.csv')).toBe('America/New_York');
    expect(zoneOf('crypto_binance_hour_btcusdt_trade.zip / btcusdt.csv')).toBe('UTC');
    expect(zoneOf('20240101_BTCUSDT_hour.csv')).toBe('UTC');
  });

  it('finds none where there is no column', () => {
    expect(refusalOf(makeTable([], [], { hasHeader: false })).message).toMatch(/0 columns/);
  });

  it('reads clock times under a header, where the name tells the day', () => {
    const time = writeTimes(60, minute, Date.UTC(2024, 2, 15, 9, 30)).map((text) =>
      text.slice(11, 16),
    );
    const table = makeTableOf({ Time: time, ...makePrices(60) });
    expect(sureOf(table, 'SPY_2024-03-15.csv').mapping.time.encoding).toEqual({
      kind: 'since-midnight',
      date: Date.UTC(2024, 2, 15),
      unit: 'ms',
    });
    expect(refusalOf(table, 'SPY.csv').message).toMatch(/is a time of day without a date/);
    expect(refusalOf(table, 'SPY_2024-03-15_2024-03-18.csv').message).toMatch(/without a date/);
  });

  it('prefers the dates of the file to that of its name', () => {
    const times = writeTimes(60, minute);
    const table = makeTableOf({
      Date: times.map((text) => text.slice(0, 10)),
      Time: times.map((text) => text.slice(11)),
      ...makePrices(60),
    });
    expect(sureOf(table, 'SPY_2024-03-15.csv').mapping).toMatchObject({
      columns: { openTime: 0 },
      timeOfDay: 1,
    });
  });
});
