import { describe, expect, it } from 'vitest';
import { countBars, type Bars } from '../../../src/core/bars/bars';
import { findGaps } from '../../../src/core/bars/gaps';
import { importOne, importWith } from '../import-one';
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
});
