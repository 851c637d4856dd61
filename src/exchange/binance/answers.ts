import * as v from 'valibot';
import { BarsError, type Bars, type EpochMs } from '../../core/bars/bars';
import { formatUtc } from '../../core/bars/times';
import { mergeBars } from '../../core/bars/merge';
import { validateBars } from '../../core/bars/validate';
import type { ExchangeSymbol } from '../../core/exchange';
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

/** The exchange's clock, ms since the epoch, from an answer of `GET /api/v3/time`. */
export function readServerTime(json: unknown): EpochMs {
  return readAs(serverTimeSchema, json).serverTime;
}

/** Every market of an answer of `GET /api/v3/exchangeInfo`, whatever its status. */
export function readSymbols(json: unknown): readonly ExchangeSymbol[] {
  return readAs(exchangeInfoSchema, json).symbols;
}

/** Throws `ExchangeError` (`malformed`), naming the first entry that is wrong. */
function readAs<Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? 'the answer';
  throw malformed(
    issue.input === undefined
      ? `${where} is missing`
      : `${where} ${issue.message}, was ${describeValue(issue.input)}`,
  );
}

/**
 * Bars of an answer to a question for klines, in the order of time and valid; no bars where it is
 * empty. Rows sent twice count once.
 *
 * Rows outside the range stay (others may have asked for them), but an answer with none inside is
 * not one to this question. Throws `ExchangeError` (`malformed`), also when two rows of one time
 * differ.
 */
export function readKlines(json: unknown, intervalMs: number, range: TimeRange): Bars {
  const bars: Bars = { intervalMs, ...parseKlines(json) };
  const { openTime } = bars;
  const offGrid = openTime.findIndex((time) => time % intervalMs !== 0);
  if (offGrid !== -1) {
    const time = formatUtc(openTime[offGrid]);
    throw malformed(`row ${offGrid} opens at ${time}, no multiple of ${intervalMs} ms`);
  }
  if (openTime.length === 0) return bars;
  if (!openTime.some((time) => time >= range.from && time < range.to)) {
    throw malformed(`it tells of ${formatUtc(openTime[0])}, which was not asked for`);
  }
  try {
    return validateBars(mergeBars([bars]).bars);
  } catch (cause) {
    if (!(cause instanceof BarsError)) throw cause;
    throw malformed(cause.message, { cause });
  }
}

/** The columns of klines, in the order of the answer's rows. */
export type KlineColumns = Required<Omit<Bars, 'intervalMs' | 'extras'>>;

/**
 * Columns of an answer of `GET /api/v3/klines`: an array of rows
 * `[openTime, open, high, low, close, volume, closeTime, quoteVolume, trades, takerBuyBase,
 * takerBuyQuote, unused]`, times in ms. Every value is `Number` of what was sent.
 *
 * Throws `ExchangeError` (`malformed`), naming row and entry, for anything else. What the values say
 * is not judged here: `validateBars` does that. A loop and no schema: 1,000 rows take it half the time.
 */
export function parseKlines(json: unknown): KlineColumns {
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

function describeValue(value: unknown): string {
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 80 ? `${written.slice(0, 80)}…` : written;
}
