import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExchangeError } from '../../../src/exchange/exchange-error';
import { listColumns } from '../../../src/core/bars/bars';
import { readKlines } from '../../../src/exchange/binance/answers';
import { hasRealData, realDataPath, skipNote } from '../../feeds/real-data';
import { makeKlines, toBars } from './fake-exchange';

/** Reads an answer to a question for whatever it tells of. */
const readAny = (json: unknown) => readKlines(json, 60_000, { from: 0, to: Infinity });

const row = [
  1725416820000,
  '56714.00000000',
  '56714.01000000',
  '56634.00000000',
  '56642.00000000',
  '11.02444000',
  1725416879999,
  '624782.95032640',
  1425,
  '2.24261000',
  '127055.79808400',
  '0',
];

function change(index: number, value: unknown): unknown {
  return [row, row.map((entry, place) => (place === index ? value : entry))];
}

describe('readKlines', () => {
  it('reads each column as the number that was sent', () => {
    const bars = readAny([row]);
    expect(
      Object.fromEntries(listColumns(bars).map(({ name, values: [value] }) => [name, value])),
    ).toEqual({
      openTime: 1725416820000,
      open: 56714,
      high: 56714.01,
      low: 56634,
      close: 56642,
      volume: 11.02444,
      quoteVolume: 624782.9503264,
      tradeCount: 1425,
      takerBuyBase: 2.24261,
      takerBuyQuote: 127055.798084,
    });
  });

  it('reads an empty answer as no rows', () => {
    expect(readAny([]).openTime).toHaveLength(0);
  });

  it('reads whatever the exchange can send, bit for bit', () => {
    const klines = makeKlines(500);
    expect(readAny(klines)).toEqual(toBars(klines));
  });

  it.each([
    [{ code: -1 }, 'the klines must be a list, were {"code":-1}'],
    [null, 'the klines must be a list, were null'],
    [[row, 7], 'row 1 must be a list of 12, was 7'],
    [[row, row.slice(1)], 'row 1 must be a list of 12, was ["56714'],
    [change(1, ''), 'open of row 1 must be a number, was ""'],
    [change(2, ' 1'), 'high of row 1 must be a number, was " 1"'],
    [change(3, '0x10'), 'low of row 1 must be a number, was "0x10"'],
    [change(4, null), 'close of row 1 must be a number, was null'],
    [change(5, ['1']), 'volume of row 1 must be a number, was ["1"]'],
    [change(8, true), 'tradeCount of row 1 must be a number, was true'],
    [change(10, 'NaN'), 'takerBuyQuote of row 1 must be a number, was "NaN"'],
    [change(0, 1.5), 'openTime of row 1 must be whole milliseconds, was 1.5'],
  ])('refuses %j and says where it is wrong', (json, message) => {
    expect(() => readAny(json)).toThrow(ExchangeError);
    expect(() => readAny(json)).toThrow(message);
  });

  it('returns bars or throws ExchangeError for any JSON', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.array(fc.jsonValue()))), (json) => {
        try {
          expect(readAny(json).openTime).toHaveLength((json as unknown[]).length);
        } catch (error) {
          expect(error).toBeInstanceOf(ExchangeError);
        }
      }),
    );
  });

  it.skipIf(!hasRealData)(`reads a recorded answer of the exchange${skipNote}`, () => {
    const text = readFileSync(realDataPath('binance-api/rest_klines_BTCUSDT_1m.json'), 'utf8');
    const { openTime, close, tradeCount } = readAny(JSON.parse(text));
    expect(openTime).toHaveLength(1000);
    expect(openTime[0]).toBe(1725416820000);
    expect(openTime[999]).toBe(1725476760000);
    expect(close[999]).toBe(57771.01);
    expect(tradeCount?.[999]).toBe(2105);
  });
});
