import * as v from 'valibot';
import type { Bars, EpochMs } from '../../core/bars/bars';
import { toEpochMs } from '../../core/bars/times';
import type { ExchangeSymbol } from '../../core/exchange';
import { checkAnswer, describeValue, readAs } from '../answers';
import type { TimeRange } from '../exchange';
import { malformed } from '../exchange-error';

const serverTimeSchema = v.object({
  serverTime: v.pipe(
    v.number('must be whole milliseconds'),
    v.safeInteger('must be whole milliseconds'),
    v.minValue(1, 'must be whole milliseconds'),
  ),
});

const text = v.pipe(v.string('must be a text'), v.nonEmpty('must be a text'));

const exchangeInfoSchema = v.object({
  symbols: v.array(
    v.object({ symbol: text, status: text, baseAsset: text, quoteAsset: text }),
    'must be a list',
  ),
});

/** Returns the exchange's time from an answer of `GET /api/v3/time`, which counts ms or microseconds. */
export function readServerTime(json: unknown): EpochMs {
  return toMilliseconds(readAs(serverTimeSchema, json).serverTime);
}

/**
 * Returns in ms a time in ms or microseconds, which the exchange sends on request: ms are below 1e14 until the year
 * 5138.
 */
export function toMilliseconds(time: EpochMs): EpochMs {
  return time < 1e14 ? time : toEpochMs(time, 'us');
}

/** Returns every market of an answer of `GET /api/v3/exchangeInfo`, whatever its status. */
export function readSymbols(json: unknown): readonly ExchangeSymbol[] {
  return readAs(exchangeInfoSchema, json).symbols;
}

/** Returns the bars of an answer to a request for klines; see `checkAnswer`. */
export function readKlines(json: unknown, intervalMs: number, range: TimeRange): Bars {
  return checkAnswer({ intervalMs, ...parseKlines(json) }, range);
}

/** The columns of klines, in the order of the answer's rows. */
type KlineColumns = Required<Omit<Bars, 'intervalMs' | 'extras'>>;

/**
 * Returns the columns of an answer of `GET /api/v3/klines`: an array of rows
 * `[openTime, open, high, low, close, volume, closeTime, quoteVolume, trades, takerBuyBase,
 * takerBuyQuote, unused]`, with times in ms or microseconds, as their size shows.
 *
 * Throws `ExchangeError` (`malformed`), naming row and entry, for any other form. The values are checked later,
 * by `validateBars`. A loop instead of a schema, which would take twice the time for 1,000 rows.
 */
function parseKlines(json: unknown): KlineColumns {
  if (!Array.isArray(json)) {
    throw malformed(`the klines must be a list, were ${describeValue(json)}`);
  }
  const rows: readonly unknown[] = json;
  const columns = Object.fromEntries(
    entries.map(({ column }) => [column, new Float64Array(rows.length)]),
  ) as Record<keyof KlineColumns, Float64Array>;
  for (const [row, kline] of rows.entries()) {
    if (!Array.isArray(kline) || kline.length !== 12) {
      throw malformed(`row ${row} must be a list of 12, was ${describeValue(kline)}`);
    }
    const values: readonly unknown[] = kline;
    for (const { column, index } of entries) {
      columns[column][row] = readNumber(values[index], column, row);
    }
    const time = columns.openTime[row];
    if (!Number.isSafeInteger(time)) {
      throw malformed(`openTime of row ${row} must be whole milliseconds, was ${time}`);
    }
    columns.openTime[row] = toMilliseconds(time);
  }
  return columns;
}

const entries: readonly { readonly column: keyof KlineColumns; readonly index: number }[] = [
  { column: 'openTime', index: 0 },
  { column: 'open', index: 1 },
  { column: 'high', index: 2 },
  { column: 'low', index: 3 },
  { column: 'close', index: 4 },
  { column: 'volume', index: 5 },
  { column: 'quoteVolume', index: 7 },
  { column: 'tradeCount', index: 8 },
  { column: 'takerBuyBase', index: 9 },
  { column: 'takerBuyQuote', index: 10 },
];

/** Stricter than `Number`, which also accepts '', ' 1 ' and '0x1'. The exchange never sends those. */
const decimalPattern = /^-?\d+(\.\d+)?$/;

function readNumber(value: unknown, column: string, row: number): number {
  const isNumber =
    typeof value === 'number'
      ? Number.isFinite(value)
      : typeof value === 'string' && decimalPattern.test(value);
  if (isNumber) return Number(value);
  throw malformed(`${column} of row ${row} must be a number, was ${describeValue(value)}`);
}
