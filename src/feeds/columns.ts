import { optionalColumns, requiredColumns, type BarColumn } from '../core/bars/bars';
import { ImportError } from './import-error';

/** Which column of a file is what; numbers are positions in the list of names. */
export interface ColumnMatch {
  readonly positions: Readonly<Partial<Record<BarColumn, number>>>;
  /** Positions of columns that may serve as further features, if they turn out to be numeric. */
  readonly extras: readonly number[];
  readonly notes: readonly string[];
}

/** The twelve columns of Binance's archives, which spot files do not name. */
export const binanceColumns = [
  'open_time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close_time',
  'quote_volume',
  'count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
  'ignore',
] as const;

/**
 * Recognises columns by name; case, spaces and punctuation do not matter. Where two names mean the
 * same, the more specific one is taken.
 */
export function matchColumns(names: readonly string[]): ColumnMatch {
  const keys = names.map(normaliseName);
  const positions: Partial<Record<BarColumn, number>> = {};
  const taken = new Set<number>();
  for (const column of [...requiredColumns, ...optionalColumns]) {
    const alias = aliases[column].find((name) => keys.includes(name));
    if (alias === undefined) continue;
    positions[column] = keys.indexOf(alias);
    taken.add(keys.indexOf(alias));
  }

  const extras: number[] = [];
  const notes: string[] = [];
  keys.forEach((key, position) => {
    if (taken.has(position) || ignoredNames.has(key) || aliases.openTime.includes(key)) return;
    if (labelNames.has(key)) {
      notes.push(`column "${names[position]}" is left out: a label looks into the future`);
    } else {
      extras.push(position);
    }
  });
  return { positions, extras, notes };
}

/** The positions of the required columns; throws `ImportError` naming those that are missing. */
export function requireColumns(
  match: ColumnMatch,
  names: readonly string[],
  file: string,
): ColumnMatch['positions'] & Readonly<Record<(typeof requiredColumns)[number], number>> {
  const { openTime, open, high, low, close, volume } = match.positions;
  if (
    openTime !== undefined &&
    open !== undefined &&
    high !== undefined &&
    low !== undefined &&
    close !== undefined &&
    volume !== undefined
  ) {
    return { ...match.positions, openTime, open, high, low, close, volume };
  }
  const missing = requiredColumns.filter((column) => match.positions[column] === undefined);
  const prices = ['open', 'high', 'low', 'close'] as const;
  const lacksAllPrices = prices.every((column) => missing.includes(column));
  const what = lacksAllPrices
    ? 'price columns'
    : `${missing.map((column) => requiredNames[column]).join(', ')} column`;
  throw new ImportError(
    `${file} has no ${what}: found ${listNames(names)}. ` +
      'Bars need the columns time, open, high, low, close and volume, named in the first row.',
  );
}

const requiredNames: Readonly<Record<(typeof requiredColumns)[number], string>> = {
  openTime: 'time',
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume',
};

/** Normalised names, most specific first. */
const aliases: Readonly<Record<BarColumn, readonly string[]>> = {
  openTime: [
    'opentime',
    'timestamp',
    'unix',
    'unixtime',
    'epoch',
    'time',
    'datetime',
    'date',
    'indexlevel0',
  ],
  open: ['open', 'openprice'],
  high: ['high', 'highprice'],
  low: ['low', 'lowprice'],
  close: ['close', 'closeprice'],
  volume: ['volume', 'basevolume', 'volumebase', 'baseassetvolume', 'vol'],
  quoteVolume: ['quotevolume', 'quoteassetvolume', 'volumequote', 'quotevol'],
  tradeCount: ['tradecount', 'numberoftrades', 'numtrades', 'ntrades', 'trades', 'count'],
  takerBuyBase: [
    'takerbuybase',
    'takerbuybasevolume',
    'takerbuybaseassetvolume',
    'takerbuyvolume',
    'takerbase',
    'takerbasevolume',
  ],
  takerBuyQuote: [
    'takerbuyquote',
    'takerbuyquotevolume',
    'takerbuyquoteassetvolume',
    'takerquote',
    'takerquotevolume',
  ],
};

const ignoredNames = new Set(['closetime', 'ignore', 'unused', 'index', 'unnamed0', '']);
const labelNames = new Set(['label', 'labels', 'target', 'futurereturn', 'fwdreturn']);

function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function listNames(names: readonly string[]): string {
  const most = 16;
  const shown = names.slice(0, most).map((name) => (name.trim() === '' ? '(no name)' : name));
  const rest = names.length > most ? ` and ${names.length - most} more` : '';
  return shown.length === 0 ? 'no columns at all' : shown.join(', ') + rest;
}
