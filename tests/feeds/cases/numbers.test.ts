import { describe, expect, it } from 'vitest';
import { countBars, type Bars } from '../../../src/core/bars/bars';
import { findGaps } from '../../../src/core/bars/gaps';
import { importOne, importWith } from '../import-one';
import { makeFile } from '../make-files';
import { casesNote, hasCases, readCase } from './case-files';

/** First and last time of bars, in UTC. */
function spanOf({ openTime }: Bars): readonly string[] {
  return [openTime[0], openTime[openTime.length - 1]].map((time) => new Date(time).toISOString());
}

/** Open, high, low, close and volume of one bar. */
function barAt(bars: Bars, at: number): readonly number[] {
  const { open, high, low, close, volume } = bars;
  return [open, high, low, close, volume].map((values) => values[at < 0 ? values.length + at : at]);
}

describe.skipIf(!hasCases)(`cases of numbers${casesNote}`, () => {
  it('reads 190.957 as a whole price where the changes have a decimal comma', async () => {
    const { bars, symbol, sources } = await importOne(
      readCase('BTC_BRL Binance Dados Históricos.csv'),
    );
    expect([countBars(bars), symbol, ...spanOf(bars)]).toEqual([
      91,
      'BTCBRL',
      '2022-01-23T00:00:00.000Z',
      '2022-04-23T00:00:00.000Z',
    ]);
    expect(barAt(bars, -1)).toEqual([191_547, 192_160, 189_749, 190_957, 390]);
    expect(sources[0].notes.join('\n')).toContain('numbers are written with a decimal comma');
  });

  it('reads minutes without a trade as gaps', async () => {
    const { bars, quality } = await importOne(readCase('bitstampUSD_1-min_data_nan_rows.csv'));
    expect([countBars(bars), bars.intervalMs, ...spanOf(bars)]).toEqual([
      1076,
      60_000,
      '2011-12-31T07:52:00.000Z',
      '2012-01-02T09:51:00.000Z',
    ]);
    const gaps = findGaps(bars);
    expect([gaps.length, gaps.reduce((sum, gap) => sum + gap.missingBars, 0)]).toEqual([709, 1924]);
    expect(barAt(bars, 0)).toEqual([4.39, 4.39, 4.39, 4.39, 2.9953]);
    expect(bars.quoteVolume?.[0]).toBe(13.149367);
    expect(quality.findings.find(({ check }) => check === 'no-trade')?.count).toBe(1924);
  });

  it('reads mark prices whose volume is null in every row', async () => {
    const { bars, hasVolume, sources } = await importOne(
      readCase('freqtrade-futures/XRP_USDT_USDT-1h-mark.feather'),
    );
    expect([countBars(bars), ...spanOf(bars)]).toEqual([
      100,
      '2021-11-15T06:00:00.000Z',
      '2021-11-19T09:00:00.000Z',
    ]);
    expect(barAt(bars, 0)).toEqual([1.20932, 1.21787, 1.20763, 1.21431, 0]);
    expect(hasVolume).toBe(false);
    expect(sources[0].notes).toContain('the volume is unknown in every row: it is left out');
  });

  it('reads unknown volumes of Investing.com, and asks about rows out of their range', async () => {
    const file = readCase('BTC_USD Bitfinex Geçmiş Verileri.csv');
    const asked = await importWith([file]);
    expect(asked).toMatchObject({
      kind: 'question',
      question: { kind: 'bad-rows', rows: 3736, badRows: 7 },
    });
    const result = await importWith([file], { badRows: 'leave-out' });
    if (result.kind !== 'bars') throw new Error(JSON.stringify(result));
    const [{ bars, symbol }] = result.imports;
    expect([countBars(bars), symbol, ...spanOf(bars)]).toEqual([
      3729,
      'BTCUSD',
      '2012-02-02T00:00:00.000Z',
      '2022-04-29T00:00:00.000Z',
    ]);
    expect(barAt(bars, -1)).toEqual([39_757.8, 39_927.2, 38_476.1, 38_615, 2820]);
    expect(bars.volume.filter((volume) => Number.isNaN(volume)).length).toBeGreaterThan(650);
  });

  it('takes the tick volume of MetaTrader 5 where the volume is 0 throughout', async () => {
    const { bars, symbol, sources } = await importOne(readCase('XAUUSD_M15.csv'));
    expect([countBars(bars), bars.intervalMs, symbol, ...spanOf(bars)]).toEqual([
      19_418,
      900_000,
      'XAUUSD',
      '2025-01-02T01:00:00.000Z',
      '2025-10-27T22:45:00.000Z',
    ]);
    expect(barAt(bars, 0)).toEqual([2624.81, 2625.63, 2624.19, 2624.65, 460]);
    expect(sources[0].notes.join('\n')).toContain('the volume counts ticks');
  });

  it('takes coins, not contracts, from a COIN-M archive', async () => {
    const { bars, sources } = await importOne(readCase('BTCUSD_PERP-1m-2024-01-01.csv'));
    expect(countBars(bars)).toBe(240);
    expect([bars.volume[0], bars.takerBuyBase?.[0]]).toEqual([0.35701535, 0.17850768]);
    expect([bars.quoteVolume, bars.takerBuyQuote]).toEqual([undefined, undefined]);
    expect(sources[0].notes.join('\n')).toContain('it counts contracts of 100');
  });

  it('takes bitcoin, neither contracts nor satoshi, from BitMEX', async () => {
    const { bars } = await importOne(readCase('bitmex_XBTUSD_1m_bucketed.csv'));
    expect(countBars(bars)).toBe(180);
    expect([bars.volume[0], bars.quoteVolume?.[0]]).toEqual([0.87547333, 37_200]);
  });

  it('reads a file of CryptoDataDownload in which a count of trades is NULL', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => {
      const time = new Date(Date.UTC(2024, 0, 1, 39 - row));
      const volume = 1.5 + row;
      return [
        time.getTime(),
        time.toISOString().slice(0, 19).replace('T', ' '),
        'BTC/USDT',
        ...[42_000, 42_100.5, 41_900.25, 42_050],
        volume,
        volume * 42_010,
        row === 7 ? 'NULL' : 100 + row,
      ].join(',');
    });
    const head = 'Unix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT,tradecount';
    const text = ['https://www.CryptoDataDownload.com', head, ...rows].join('\n');
    const { bars, quality } = await importOne(makeFile('Binance_BTCUSDT_1h.csv', text));
    expect(countBars(bars)).toBe(40);
    expect(bars.tradeCount?.filter((trades) => Number.isNaN(trades)).length).toBe(1);
    expect(quality.findings.find(({ check }) => check === 'unknown-amount')?.count).toBe(1);
  });

  it('reads all members of a gzip file', async () => {
    const { bars } = await importOne(readCase('BTCUSDT-5m-2018-06-01_02.two_members.csv.gz'));
    expect([countBars(bars), ...spanOf(bars)]).toEqual([
      576,
      '2018-06-01T00:00:00.000Z',
      '2018-06-02T23:55:00.000Z',
    ]);
  });

  it('reads dates and times under one name of the header', async () => {
    // Whether the times are ends of bars is another question; the columns are in none.
    const file = readCase('bt_2006-01-02-volume-min-001.txt');
    const asked = await importWith([file]);
    const { question } = asked.kind === 'question' ? asked : {};
    const readings = question?.kind === 'map-columns' ? question.readings : [];
    const asOpens = readings.find(({ mapping }) => mapping.time.moment === 'open');
    const mappings = asOpens === undefined ? {} : { [file.name]: asOpens.mapping };
    const result = await importWith([file], { mappings });
    if (result.kind !== 'bars') throw new Error(JSON.stringify(result));
    const [{ bars }] = result.imports;
    expect([countBars(bars), spanOf(bars)[0]]).toEqual([5999, '2006-01-02T09:01:00.000Z']);
    expect(barAt(bars, 0)).toEqual([3602, 3603, 3597, 3599, 5699]);
  });

  it('reads GBK with a title and a footer', async () => {
    const { bars, sources } = await importOne(readCase('SZ#000002_gbk.txt'));
    expect([countBars(bars), ...spanOf(bars)]).toEqual([
      7542,
      '1991-01-29T00:00:00.000Z',
      '2022-11-04T00:00:00.000Z',
    ]);
    expect(barAt(bars, -1)).toEqual([13.64, 13.64, 13.64, 13.64, 0]);
    const notes = sources[0].notes.join('\n');
    expect(notes).toContain('the text is read as GBK (Chinese)');
    expect(notes).toContain('数据来源:通达信');
  });
});
