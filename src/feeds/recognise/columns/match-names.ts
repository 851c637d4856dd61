import type { BarColumn } from '../../../core/bars/bars';
import {
  closedNames,
  ignoredNames,
  isAsset,
  isMarket,
  isQuoteCurrency,
  klineLetters,
  optionalAliases,
  readUnit,
  symbolAliases,
  volumeAliases,
} from './aliases';
import { nameKey, readName, type ReadName } from './read-name';
import { findPriceNames } from './price-names';
import { findTimeNames, type TimeName } from '../times/time-names';

/** What the names of columns say; numbers are positions in the list of names. */
export interface NameMatch {
  /** All but the time, which the cells have a say in. */
  readonly columns: Readonly<Partial<Record<Exclude<BarColumn, 'openTime'>, number>>>;
  /** The most specific first. */
  readonly times: readonly TimeName[];
  readonly symbols: readonly number[];
  /** Columns that look into the future. */
  readonly labels: readonly number[];
  /** Columns that nothing is known of, which may be extras. */
  readonly others: readonly number[];
  /** Says of each row whether its bar is over. */
  readonly closed?: number;
  /** Markets that stand side by side, one set of columns each: "BTC-USD". */
  readonly markets: readonly string[];
}

/**
 * Recognises columns by name; case, spaces, punctuation, units, currencies and the levels of pandas
 * names do not matter. Where two names mean the same, the more specific one is taken. `symbol` tells
 * base from quote in "Volume BTC"; '' if not known.
 */
export function matchNames(rawNames: readonly string[], symbol: string): NameMatch {
  const names = translateKlineLetters(rawNames.map(readName));
  const priceSets = findPriceNames(names, symbol);
  const prices = priceSets[0]?.columns ?? {};
  const market = priceSets[0]?.of ?? '';
  const taken = new Set<number>(Object.values(prices));
  // A set of one market goes with the volume of that market.
  const eligible = names.map((name, position) =>
    taken.has(position) || isOfOtherMarket(name, market, priceSets)
      ? blank
      : leaveOutMarket(name, market),
  );
  const columns = {
    ...prices,
    ...findVolumeNames(eligible, symbol),
    ...findOptional(eligible),
  };
  const times = findTimeNames(names);
  for (const position of Object.values(columns)) taken.add(position);

  const rest = names.map((_, position) => position).filter((position) => !taken.has(position));
  const symbols = symbolAliases.flatMap((alias) =>
    rest.filter((position) => names[position].key === alias),
  );
  const labels = rest.filter((position) => isLabel(names[position]));
  const closed = rest.find((position) => closedNames.has(names[position].key));
  const known = new Set([...symbols, ...labels, ...times.map(({ position }) => position)]);
  return {
    columns,
    times: times.filter(({ position }) => !taken.has(position)),
    symbols,
    labels,
    ...(closed === undefined ? {} : { closed }),
    others: rest.filter((position) => !known.has(position) && !isIgnored(names[position])),
    markets: priceSets
      .filter(({ columns }) => Object.keys(columns).length === 4)
      .map(({ of }) => of),
  };
}

/** Whether a name says nothing about its column, such as "column 3" or "Unnamed: 0". */
export function isNameless(name: string): boolean {
  return /^(\d*|unnamed: ?\d+|column[ _]?\d+|field_?\d+|f\d+|_c?\d+|(__)?index(_level_\d+__)?|level_\d+|none|nan)$/i.test(
    name.trim(),
  );
}

/** Market of a column's name: "BTC-USD" of `('Close', 'BTC-USD')` and "Close BTC-USD". */
export function readMarket(name: string): string {
  const { levels, tokens, raw } = readName(name);
  if (levels.length > 1) return findPriceNames([readName(name)], '')[0]?.of.toUpperCase() ?? '';
  return tokens.find((token) => isMarket(token) && token !== raw) ?? '';
}

const blank = readName('');

/** Whether a name is that of an index as a rule, and of the time only when its values are times. */
export function isWeakTimeName(name: string): boolean {
  return isNameless(name) || ignoredNames.has(nameKey(name));
}

function findOptional(names: readonly ReadName[]): Partial<Record<BarColumn, number>> {
  const found: Partial<Record<BarColumn, number>> = {};
  for (const column of ['tradeCount', 'takerBuyBase', 'takerBuyQuote'] as const) {
    const position = findByAlias(names, optionalAliases[column]);
    if (position !== undefined) found[column] = position;
  }
  return found;
}

/** Binance's kline messages tell fields apart by case; otherwise "O" is "o". */
function translateKlineLetters(names: readonly ReadName[]): readonly ReadName[] {
  const letters = new Set(names.map(({ raw }) => raw));
  const isKline = ['o', 'h', 'l', 'c'].every((letter) => letters.has(letter));
  if (!isKline) return names;
  return names.map((name) => (name.raw in klineLetters ? readName(klineLetters[name.raw]) : name));
}

/** "Volume" of "Volume AAPL" where the prices are those of AAPL. */
function leaveOutMarket(name: ReadName, market: string): ReadName {
  if (market === '') return name;
  const isIt = (part: string): boolean => part.toLowerCase() === market.toLowerCase();
  const parts = name.levels.length > 1 ? name.levels : name.tokens;
  return parts.some(isIt) ? readName(parts.filter((part) => !isIt(part)).join(' ')) : name;
}

function isOfOtherMarket(
  { levels, tokens }: ReadName,
  market: string,
  sets: readonly { readonly of: string }[],
): boolean {
  return sets.some(
    ({ of }) => of !== '' && of !== market && (levels.includes(of) || tokens.includes(of)),
  );
}

function isIgnored({ key }: ReadName): boolean {
  return key === '' || /^unnamed\d+$/.test(key) || ignoredNames.has(key) || closedNames.has(key);
}

function isLabel({ key, words }: ReadName): boolean {
  return (
    /^(labels?|targets?|futurereturn|fwdreturn|y|ytrue)$/.test(key) ||
    ['future', 'fwd', 'forward', 'next', 'lead', 'label', 'target'].includes(words[0]) ||
    ['label', 'target'].includes(words[words.length - 1])
  );
}

/** Which columns are volumes of the base and of the quote asset, by their names. */
interface VolumeNames {
  readonly volume?: number;
  readonly quoteVolume?: number;
}

/**
 * Finds the volumes among names. "Volume BTC" and "Volume (USDT)" are told apart by what the asset
 * is in `symbol`, else by whether it is money; of two that stay open the first is the base. "dollar_vol"
 * is neither: it is a feature by custom, close x volume, where a quote volume is the sum of all trades.
 */
function findVolumeNames(names: readonly ReadName[], symbol: string): VolumeNames {
  const ofAssets = names.flatMap((name, position) => {
    const asset = readVolumeAsset(name, symbol);
    return asset === undefined ? [] : [{ position, role: roleOf(asset, symbol) }];
  });
  const roleless = ofAssets
    .filter(({ role }) => role === undefined)
    .map(({ position }) => position);
  const quotes = ofAssets.filter(({ role }) => role === 'quote').map(({ position }) => position);
  const bases = ofAssets.filter(({ role }) => role === 'base').map(({ position }) => position);
  // Money in money, such as USDC in USDT: the first is the base.
  if (bases.length === 0 && roleless.length === 0 && quotes.length > 1)
    bases.push(...quotes.splice(0, 1));
  const volume =
    findByAlias(names, volumeAliases, new Set(ofAssets.map(({ position }) => position))) ??
    bases[0] ??
    roleless.shift() ??
    findByAlias(names.map(leaveOutUnit), volumeAliases);
  const quoteVolume =
    findByAlias(names, optionalAliases.quoteVolume) ?? quotes[0] ?? roleless.shift();
  return {
    ...(volume === undefined ? {} : { volume }),
    ...(quoteVolume === undefined ? {} : { quoteVolume }),
  };
}

/** "Volume" of "Volume (thousands)". */
function leaveOutUnit({ raw }: ReadName): ReadName {
  return readName(readUnit(raw)?.rest ?? '');
}

/** Position of the name with the first of the aliases that is there. */
function findByAlias(
  names: readonly ReadName[],
  aliases: readonly string[],
  except: ReadonlySet<number> = new Set(),
): number | undefined {
  for (const alias of aliases) {
    const position = names.findIndex(({ key }, at) => !except.has(at) && key === alias);
    if (position !== -1) return position;
  }
  return undefined;
}

/** The asset of "Volume BTC", "volume_usdt" or "Volume (XVG)". */
function readVolumeAsset({ words, key }: ReadName, symbol: string): string | undefined {
  if (optionalAliases.quoteVolume.includes(key) || volumeAliases.includes(key)) return undefined;
  const rest = words.filter((word) => !['volume', 'vol', 'in', 'traded'].includes(word));
  const isVolume = words.some((word) => word === 'volume' || word === 'vol');
  return isVolume && rest.length === 1 && isAsset(rest[0], symbol) ? rest[0] : undefined;
}

function roleOf(asset: string, symbol: string): 'base' | 'quote' | undefined {
  const whole = symbol.toLowerCase();
  const [starts, ends] = [whole.startsWith(asset), whole.endsWith(asset)];
  if (starts !== ends) return starts ? 'base' : 'quote';
  return isQuoteCurrency(asset) ? 'quote' : undefined;
}
