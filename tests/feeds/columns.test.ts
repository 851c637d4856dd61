import { describe, expect, it } from 'vitest';
import { binanceColumns, matchColumns, requireColumns } from '../../src/feeds/columns';

const all = ['time', 'open', 'high', 'low', 'close', 'volume'];

describe('matchColumns', () => {
  it('knows the twelve columns of a Binance archive', () => {
    expect(matchColumns(binanceColumns)).toEqual({
      positions: {
        openTime: 0,
        open: 1,
        high: 2,
        low: 3,
        close: 4,
        volume: 5,
        quoteVolume: 7,
        tradeCount: 8,
        takerBuyBase: 9,
        takerBuyQuote: 10,
      },
      extras: [],
      notes: [],
    });
  });

  it.each([
    ['Open Time', 'openTime'],
    ['TIMESTAMP', 'openTime'],
    ['Date', 'openTime'],
    ['datetime', 'openTime'],
    ['Quote asset volume', 'quoteVolume'],
    ['number_of_trades', 'tradeCount'],
    ['n_trades', 'tradeCount'],
    ['Taker buy base asset volume', 'takerBuyBase'],
    ['taker_base', 'takerBuyBase'],
    ['taker_buy_quote_asset_volume', 'takerBuyQuote'],
  ] as const)('takes "%s" for %s', (name, column) => {
    expect(matchColumns([name]).positions).toEqual({ [column]: 0 });
  });

  it('takes the more specific of two names for the time and drops the other', () => {
    const match = matchColumns(['date', 'unix', 'close']);
    expect(match.positions).toEqual({ openTime: 1, close: 2 });
    expect(match.extras).toEqual([]);
  });

  it('offers other columns as extras but never close_time, ignore or a label', () => {
    const match = matchColumns(['close_time', 'ignore', 'label', 'sentiment', 'book_imbalance']);
    expect(match.extras).toEqual([3, 4]);
    expect(match.notes).toEqual(['column "label" is left out: a label looks into the future']);
  });
});

describe('requireColumns', () => {
  it('returns the positions when every required column is there', () => {
    expect(requireColumns(matchColumns(all), all, 'a.csv')).toMatchObject({ close: 4, volume: 5 });
  });

  it('names the missing column and those that were found', () => {
    const names = all.filter((name) => name !== 'close');
    expect(() => requireColumns(matchColumns(names), names, 'a.csv')).toThrow(
      /^a\.csv has no close column: found time, open, high, low, volume\./,
    );
  });

  it('says so when no price column is there at all', () => {
    const names = ['a', 'b', 'c'];
    expect(() => requireColumns(matchColumns(names), names, 'a.parquet')).toThrow(
      /^a\.parquet has no price columns: found a, b, c\./,
    );
  });
});
