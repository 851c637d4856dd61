import { isMissing } from '../../../core/bars/numbers';
import type { NameMatch } from '../columns/match-names';
import { nameKey } from '../columns/read-name';
import type { Sample } from '../sample';
import { judgeTimes } from '../times/judge-times';
import { isMarketWord, type SeriesKind } from './market-words';

/**
 * Returns the columns beside the symbol whose cells tell series apart: by their names, or since every cell
 * names an exchange, a side, a kind of price or of contract. Columns whose names say little count where
 * without them two rows of one time stand beside each other.
 */
export function findSeriesColumns(
  sample: Sample,
  match: NameMatch,
  symbol: number | undefined,
): readonly number[] {
  const times = match.times.map(({ position }) => position);
  const known = new Set<number | undefined>([symbol, ...times, ...Object.values(match.columns)]);
  const found: number[] = [];
  const weak: number[] = [];
  sample.table.columns.forEach(({ name, kind }, position) => {
    if (known.has(position) || kind === 'time' || kind === 'other') return;
    const values = listValues(sample, position);
    if (values.size === 0 || values.size > maxValues) return;
    const key = nameKey(name);
    const isText = kind === 'text' && !sample.isNumeric(position);
    if (isText && (exchangeNames.has(key) || [...values].every(isMarketWord))) {
      found.push(position);
    } else if ((isText || values.size > 1) && intervalNames.has(key)) {
      found.push(position);
    } else if ((isText || exchangeNames.has(key)) && values.size > 1) weak.push(position);
  });
  const whole = isPartOfTime(sample, times[0]) ? times : times.slice(0, 1);
  if (times.length === 0 || countRepeats(sample, [...whole, symbol, ...found]) === 0) return found;
  const telling = weak.find(
    (position) => countRepeats(sample, [...whole, symbol, ...found, position]) === 0,
  );
  return telling === undefined ? found : [...found, telling].sort((a, b) => a - b);
}

/** Whether a column holds dates or times of day alone, so that another one has the rest. */
function isPartOfTime(sample: Sample, position: number | undefined): boolean {
  if (position === undefined) return false;
  const verdict = judgeTimes(sample, position);
  return verdict.kind === 'readable' ? verdict.isDateOnly : verdict.reason === 'time-of-day';
}

/** What the cells of a column tell; undefined for one that tells intervals. */
export function seriesKindOf(name: string): SeriesKind | undefined {
  const key = nameKey(name);
  if (intervalNames.has(key)) return undefined;
  return wordNames.test(key) ? 'word' : 'exchange';
}

/** Whether every cell of a column names a market's exchange, side or kind, and none a symbol. */
export function tellsMarkets(sample: Sample, position: number): boolean {
  const values = listValues(sample, position);
  return values.size > 0 && [...values].every(isMarketWord);
}

/** Whether a column is called as one that names exchanges. */
export function isExchangeName(name: string): boolean {
  return exchangeNames.has(nameKey(name));
}

const maxValues = 40;

const exchangeNames = new Set(
  'exchange venue exchangeid exchangename marketplace mic exchangecode exch'.split(' '),
);
const wordNames =
  /^(side|bidask|kind|type|(price|candle|data|contract|market|instrument|product|inst|kline|quote|offer|series)(type|kind|side)|category|contract|market)$/;
const intervalNames = new Set(
  'interval timeframe period tf resolution granularity barsize'.split(' '),
);

function listValues(sample: Sample, position: number): ReadonlySet<string> {
  return new Set(sample.texts(position).filter((text) => !isMissing(text)));
}

/** Rows whose cells in all of these columns are those of another row. */
function countRepeats(sample: Sample, positions: readonly (number | undefined)[]): number {
  const columns = positions.flatMap((position) =>
    position === undefined ? [] : [sample.texts(position)],
  );
  const keys = new Set(sample.rows.map((_, row) => columns.map((texts) => texts[row]).join('\0')));
  return sample.rows.length - keys.size;
}
