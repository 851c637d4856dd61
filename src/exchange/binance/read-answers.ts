import { type Bars, BarsError, type EpochMs } from '../../core/bars/bars';
import { formatUtc } from '../../core/bars/times';
import { mergeBars } from '../../core/bars/merge';
import { validateBars } from '../../core/bars/validate';
import type { ExchangeSymbol } from '../../core/exchange';
import { DownloadError } from '../exchange-error';
import { parseKlines } from './parse-klines';

/** Open times that a question for klines is about: `from` is in, `to` is not. */
export interface TimeRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * Bars of an answer to a question for klines, in the order of time and valid; no bars where it is
 * empty. Rows sent twice count once.
 *
 * Rows outside the range stay (others may have asked for them), but an answer with none inside is
 * not one to this question. Throws `DownloadError` (`malformed`), also when two rows of one time
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
    throw new DownloadError('malformed', cause.message, { cause });
  }
}

/** The exchange's clock, ms since the epoch, from an answer of `GET /api/v3/time`. */
export function readServerTime(json: unknown): EpochMs {
  const time = readField(json, 'serverTime');
  if (typeof time === 'number' && Number.isSafeInteger(time) && time > 0) return time;
  throw malformed(`serverTime must be whole milliseconds, was ${JSON.stringify(time)}`);
}

/** Every market of an answer of `GET /api/v3/exchangeInfo`, whatever its status. */
export function readSymbols(json: unknown): readonly ExchangeSymbol[] {
  const symbols = readField(json, 'symbols');
  if (!Array.isArray(symbols)) throw malformed('the list of symbols is missing');
  return symbols.map((entry: unknown, row) => {
    const read = (field: string): string => {
      const text = readField(entry, field);
      if (typeof text === 'string' && text !== '') return text;
      throw malformed(`${field} of symbol ${row} must be a text, was ${JSON.stringify(text)}`);
    };
    return {
      symbol: read('symbol'),
      baseAsset: read('baseAsset'),
      quoteAsset: read('quoteAsset'),
      status: read('status'),
    };
  });
}

function readField(json: unknown, field: string): unknown {
  if (typeof json !== 'object' || json === null) return undefined;
  return (json as Partial<Record<string, unknown>>)[field];
}

function malformed(detail: string): DownloadError {
  return new DownloadError('malformed', detail);
}
