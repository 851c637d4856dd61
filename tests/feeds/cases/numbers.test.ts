import { describe, expect, it } from 'vitest';
import { countBars, type Bars } from '../../../src/core/bars/bars';
import { importOne } from '../import-one';
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
});
