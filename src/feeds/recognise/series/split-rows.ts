import type { MarketName } from '../../../core/library';
import { describeMarket } from '../../../core/market-name';
import { fillMarket, readMarketCell, type SeriesKind } from './market-words';
import { normaliseSymbol } from './symbols';

/** Rows of one series. */
export interface SeriesRows {
  /** '' of rows that name none. */
  readonly symbol: string;
  readonly market: MarketName;
  /** Their indices, in the order of the file; undefined for all rows. */
  readonly indices: Uint32Array | undefined;
}

/** Gives each text of a column that tells series apart a number, since columns are read as numbers. */
export interface SeriesLabels {
  /** NaN for a text that names nothing. */
  toNumber(text: string): number;
  /** What a number stands for. */
  read(number: number): { readonly symbol?: string; readonly market: MarketName };
}

/** Returns the labels of a column of symbols: "BTC/USDT" and "btcusdt" are one, "BTC/USDT:USDT" is another. */
export function labelSymbols(isText: boolean): SeriesLabels {
  return labelTexts(isText, (text) => {
    const symbol = normaliseSymbol(text);
    return symbol === '' ? undefined : { symbol, market: readSymbolMarket(text) };
  });
}

/** Returns the labels of a column of exchanges, sides, kinds or, for `undefined`, intervals. */
export function labelMarkets(kind: SeriesKind | undefined, isText: boolean): SeriesLabels {
  return labelTexts(isText, (text) => {
    const key = text.trim().toLowerCase();
    if (key === '') return undefined;
    return kind === undefined
      ? { key, market: {} }
      : { market: readMarketCell(isText ? text : `${text}`, kind), key };
  });
}

interface Label {
  readonly symbol?: string;
  readonly market: MarketName;
  /** Tells labels apart that are alike otherwise. */
  readonly key?: string;
}

function labelTexts(isText: boolean, readText: (text: string) => Label | undefined): SeriesLabels {
  const labels: Label[] = [];
  const numbers = new Map<string, number>();
  const byText = new Map<string, number>();
  const toNumber = (text: string): number => {
    const known = byText.get(text);
    if (known !== undefined) return known;
    const label = readText(text);
    const key = label && [label.symbol, describeMarket(label.market), label.key].join('\0');
    const number =
      label === undefined || key === undefined ? NaN : (numbers.get(key) ?? labels.push(label) - 1);
    if (key !== undefined) numbers.set(key, number);
    byText.set(text, number);
    return number;
  };
  return {
    toNumber,
    // A column of numbers is read as they are, without being told its texts.
    read: (number) => (isText ? labels[number] : readText(String(number))) ?? { market: {} },
  };
}

/** What ccxt's "BTC/USDT:USDT" and "BINANCE:BTCUSDT" say beside the pair. */
function readSymbolMarket(text: string): MarketName {
  const [before, after = ''] = text.split(':');
  // "X:BTCUSD" and "C:EURUSD" of Polygon tell a class of markets.
  if (after === '' || before.length === 1) return {};
  return before.includes('/') ? { contract: 'futures' } : readMarketCell(before, 'exchange');
}

/** A column that tells series apart, as it was read. */
interface SeriesColumn {
  readonly values: Float64Array;
  readonly labels: SeriesLabels;
}

/** Groups rows by the values of such columns, in the order in which the groups first appear. */
export function splitRows(columns: readonly SeriesColumn[], count: number): readonly SeriesRows[] {
  const codes = combineValues(columns, count);
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const describe = (row: number): Pick<SeriesRows, 'symbol' | 'market'> => {
    const read = columns.map(({ values, labels }) =>
      Number.isNaN(values[row]) ? { market: {} } : labels.read(values[row]),
    );
    return {
      symbol: read.find(({ symbol }) => symbol !== undefined)?.symbol ?? '',
      market: read.map(({ market }) => market).reduce(fillMarket, {}),
    };
  };
  if (counts.size <= 1) return [{ ...describe(0), indices: undefined }];
  const groups = new Map<number, { indices: Uint32Array; filled: number }>();
  for (const [code, size] of counts) {
    groups.set(code, { indices: new Uint32Array(size), filled: 0 });
  }
  codes.forEach((code, index) => {
    const group = groups.get(code);
    if (group !== undefined) group.indices[group.filled++] = index;
  });
  return [...groups.values()].map(({ indices }) => ({ ...describe(indices[0]), indices }));
}

/** One number a row that tells its combination of values; NaN is a value. */
function combineValues(columns: readonly SeriesColumn[], count: number): Float64Array {
  const [first, ...others] = columns;
  let codes = first.values;
  for (const { values } of others) {
    const known = new Map<number, Map<number, number>>();
    const combined = new Float64Array(count);
    let next = 0;
    for (let row = 0; row < count; row++) {
      let inner = known.get(codes[row]);
      if (inner === undefined) known.set(codes[row], (inner = new Map<number, number>()));
      let code = inner.get(values[row]);
      if (code === undefined) inner.set(values[row], (code = next++));
      combined[row] = code;
    }
    codes = combined;
  }
  return codes;
}

/** The values at some indices; all of them, not copied, for undefined. */
export function takeRows(values: Float64Array, indices: Uint32Array | undefined): Float64Array {
  if (indices === undefined) return values;
  const taken = new Float64Array(indices.length);
  for (let at = 0; at < indices.length; at++) taken[at] = values[indices[at]];
  return taken;
}
