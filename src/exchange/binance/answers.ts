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

/** The exchange's clock, ms since the epoch, from an answer of `GET /api/v3/time`, in ms or microseconds. */
export function readServerTime(json: unknown): EpochMs {
  return toMilliseconds(readAs(serverTimeSchema, json).serverTime);
}

/** Returns a time in ms. The exchange can be asked to count microseconds, which no ms before the year 5138 are as large as. */
export function toMilliseconds(time: EpochMs): EpochMs {
  return time < 1e14 ? time : toEpochMs(time, 'us');
}

/** Every market of an answer of `GET /api/v3/exchangeInfo`, whatever its status. */
export function readSymbols(json: unknown): readonly ExchangeSymbol[] {
  return readAs(exchangeInfoSchema, json).symbols;
}

/** The bars of an answer to a question for klines; see `checkAnswer`. */
export function readKlines(json: unknown, intervalMs: number, range: TimeRange): Bars {
  return checkAnswer({ intervalMs, ...parseKlines(json) }, range);
}

/** The columns of klines, in the order of the answer's rows. */
type KlineColumns = Required<Omit<Bars, 'intervalMs' | 'extras'>>;

/**
 * Columns of an answer of `GET /api/v3/klines`: an array of rows
 * `[openTime, open, high, low, close, volume, closeTime, quoteVolume, trades, takerBuyBase,
 * takerBuyQuote, unused]`, times in ms, or in microseconds, which their size tells. Every other value is `Number` of what was sent.
 *
 * Throws `ExchangeError` (`malformed`), naming row and entry, for anything else. What the values say
 * is not judged here: `validateBars` does that. A loop and no schema: 1,000 rows take it half the time.
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

/** `Number` takes '', ' 1 ' and '0x1' too, which the exchange never sends. */
const decimalPattern = /^-?\d+(\.\d+)?$/;

function readNumber(value: unknown, column: string, row: number): number {
  const isNumber =
    typeof value === 'number'
      ? Number.isFinite(value)
      : typeof value === 'string' && decimalPattern.test(value);
  if (isNumber) return Number(value);
  throw malformed(`${column} of row ${row} must be a number, was ${describeValue(value)}`);
}
