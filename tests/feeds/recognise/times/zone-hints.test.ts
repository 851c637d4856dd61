import { describe, expect, it } from 'vitest';
import { readZoneHint } from '../../../../src/feeds/recognise/times/zone-hints';

describe('readZoneHint', () => {
  it.each([
    ['btcusdt_1m_39d.polars-zstd-us.naive-utc+9.parquet', '+09:00'],
    ['time (UTC-5)', '-05:00'],
    ['time_gmt+05:30', '+05:30'],
    ['Date (UTC)', 'UTC'],
    ['Gmt time', 'UTC'],
    ['candle_date_time_kst', '+09:00'],
    ['time (EST)', 'America/New_York'],
    ['Europe/Berlin', 'Europe/Berlin'],
    ['BTCUSDT_1m_europe_berlin_spot.csv', 'Europe/Berlin'],
    ['bars-America-New_York.csv', 'America/New_York'],
    ['timeUtc', 'UTC'],
    ['local time', new Intl.DateTimeFormat().resolvedOptions().timeZone],
  ])('finds in "%s" the zone %s', (name, zone) => {
    expect(readZoneHint(name)?.zone).toBe(zone);
  });

  it('does not take a date for an offset', () => {
    expect(readZoneHint('BTCUSDT-1m-utc-2024-01.csv')?.zone).toBe('UTC');
    expect(readZoneHint('BTCUSDT-1m-2024-01.zip')).toBe(undefined);
  });
});
