import { orderFunding, type FundingRates } from '../../core/bars/funding-rates';
import { readDate } from '../../core/bars/dates';
import { parsePlainNumber } from '../../core/bars/numbers';
import { guessTimeUnit, isPlausibleTime, toEpochMs } from '../../core/bars/times';
import { ImportError } from '../import-error';
import type { OnProgress, Table } from '../table';
import { nameKey } from './columns/read-name';
import { guessSymbolOfPath, normaliseSymbol } from './series/symbols';

/** Funding rates of one symbol, as a file has them. */
export interface ReadFunding {
  /** As "BTCUSDT"; '' where neither rows nor name say it. */
  readonly symbol: string;
  readonly rates: FundingRates;
}

const timeNames = ['calctime', 'fundingtime', 'fundingratetimestamp', 'timestamp', 'date', 'time'];
const rateNames = ['lastfundingrate', 'fundingrate', 'realizedrate', 'rate', 'open'];

/**
 * Returns the funding rates of a table: Binance's archive (`calc_time`, `last_funding_rate`), its answers (`fundingTime`, `fundingRate`,
 * `symbol`), or freqtrade's files, which have the rate as the open. Without a header the columns are those of freqtrade.
 * Throws `ImportError` where there is no column of times or rates, or a time that cannot be one.
 */
export async function readFunding(
  table: Table,
  name: string,
  onProgress: OnProgress,
): Promise<readonly ReadFunding[]> {
  const keys = table.columns.map((column) => nameKey(column.name));
  const find = (names: readonly string[]): number | undefined => {
    const found = names.map((wanted) => keys.indexOf(wanted)).find((at) => at >= 0);
    return found;
  };
  const timeAt = find(timeNames) ?? (table.hasHeader ? undefined : 0);
  const rateAt = find(rateNames) ?? (table.hasHeader ? undefined : 1);
  if (timeAt === undefined || rateAt === undefined) {
    throw new ImportError(
      `${name} holds funding rates, but has no column of ${timeAt === undefined ? 'times' : 'rates'}. ` +
        'Files of Binance (calc_time and last_funding_rate, or fundingTime and fundingRate) and of freqtrade can be read.',
    );
  }
  const symbolAt = table.symbolColumn ?? find(['symbol', 'pair']);
  const symbols: string[] = [];
  const codes = new Map<string, number>();
  const parseSymbol = (text: string): number => {
    const symbol = normaliseSymbol(text);
    const code = codes.get(symbol) ?? codes.size;
    if (code === symbols.length) symbols.push(symbol);
    codes.set(symbol, code);
    return code;
  };
  const parseTime = (text: string): number => {
    const count = parsePlainNumber(text);
    if (!Number.isNaN(count)) return count;
    const date = readDate(text, 'iso');
    return date === undefined ? NaN : date.localMs - (date.offsetMs ?? 0);
  };
  const { values, rowOf, textOf } = await table.read(
    [
      { position: timeAt, parseText: parseTime },
      { position: rateAt, parseText: parsePlainNumber },
      ...(symbolAt === undefined ? [] : [{ position: symbolAt, parseText: parseSymbol }]),
    ],
    onProgress,
  );
  const [counts, rates, codeOf] = values;
  const isTyped = table.columns[timeAt].kind === 'time';
  const times = counts.map((count, row) => {
    const time = isTyped || Number.isNaN(count) ? count : toEpochMs(count, guessTimeUnit(count));
    if (isPlausibleTime(time)) return time;
    throw new ImportError(
      `${name}: row ${rowOf(row)} has no time that can be read: "${textOf(row, 0)}".`,
    );
  });
  if (codeOf === undefined) {
    return [{ symbol: table.symbol ?? guessSymbolOfPath(name), rates: orderFunding(times, rates) }];
  }
  return symbols.map((symbol, code) => {
    const isOwn = (_: number, row: number): boolean => codeOf[row] === code;
    return { symbol, rates: orderFunding(times.filter(isOwn), rates.filter(isOwn)) };
  });
}
