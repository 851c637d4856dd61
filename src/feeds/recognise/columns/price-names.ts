import { isAsset, isMarket, priceAliases, type PriceColumn, priceColumns } from './aliases';
import type { ReadName } from './read-name';

/** Price columns that belong together by their names. */
interface PriceNames {
  readonly columns: Readonly<Partial<Record<PriceColumn, number>>>;
  /** What the names have in common beside the price: "BTC-USD"; '' for plain names. */
  readonly of: string;
}

/**
 * Finds the price columns among names. Names with a currency or market ("Close (USD)", "AAPL Close")
 * count where plain ones are lacking; sets of several markets are all returned, the best first.
 */
export function findPriceNames(names: readonly ReadName[], symbol: string): readonly PriceNames[] {
  const sets = new Map<string, Partial<Record<PriceColumn, Ranked>>>();
  const keys = new Set(names.map(({ key }) => key));
  const hasLetters = ['o', 'h', 'l', 'c'].every((letter) => keys.has(letter));
  names.forEach((name, position) => {
    // One letter alone says nothing: columns can be called a, b and c. A Chinese sign is a word.
    if (/^[a-z]$/.test(name.key) && !hasLetters) return;
    for (const found of readPriceName(name, symbol)) {
      const set = sets.get(found.of) ?? {};
      sets.set(found.of, set);
      const known = set[found.column];
      if (known === undefined || found.rank < known.rank) {
        set[found.column] = { position, rank: found.rank };
      }
    }
  });
  // Columns of something else, such as "CVD (High)", count only when they are a whole set.
  const found = [...sets].filter(
    ([of, set]) => of === '' || isMarketWord(of, symbol) || Object.keys(set).length === 4,
  );
  return found
    .sort(
      (a, b) => Object.keys(b[1]).length - Object.keys(a[1]).length || rankOf(a[0]) - rankOf(b[0]),
    )
    .map(([of, set]) => ({
      of,
      columns: Object.fromEntries(
        Object.entries(set).map(([column, { position }]) => [column, position]),
      ),
    }));
}

interface Ranked {
  readonly position: number;
  readonly rank: number;
}

interface PriceName {
  readonly column: PriceColumn;
  readonly rank: number;
  readonly of: string;
}

function readPriceName(name: ReadName, symbol: string): readonly PriceName[] {
  const whole = findAlias(name.key, 0, '');
  if (whole !== undefined) return [whole];
  if (name.levels.length > 1) {
    for (const [at, level] of name.levels.entries()) {
      const of = name.levels.filter((_, other) => other !== at).join(' ');
      const found = findAlias(level.replace(/[^\p{L}\p{N}]/gu, ''), 1, of);
      if (found !== undefined) return [found];
    }
  }
  const market = name.tokens.find((token) => isMarket(token) && token !== name.raw) ?? '';
  const words = market === '' ? name.words : name.wordsWithout(market);
  const plain = words.filter((word) => !fillers.has(word) && !isAsset(word, symbol));
  const found = findAlias(plain.join(''), 100, market);
  if (found !== undefined) return [found];
  return words.some((word) => otherThings.has(word)) ? [] : readAffixed(words, market);
}

/** "AAPL Close", "bid_close": one word of the name is the price, the others say of what. */
function readAffixed(words: readonly string[], market: string): readonly PriceName[] {
  if (words.length < 2 || words.length > 4) return [];
  for (const [at, word] of words.entries()) {
    const rest = words.filter((_, other) => other !== at);
    const found = findAlias(word, 200, market === '' ? rest.join(' ') : market);
    if (found !== undefined) return [found];
  }
  return [];
}

function findAlias(key: string, penalty: number, of: string): PriceName | undefined {
  for (const column of priceColumns) {
    const rank = priceAliases[column].indexOf(key);
    if (rank !== -1) return { column, rank: rank + penalty, of };
  }
  return undefined;
}

function isMarketWord(of: string, symbol: string): boolean {
  return isMarket(of) || (symbol !== '' && of.replace(/[^a-z0-9]/gi, '') === symbol.toLowerCase());
}

/** Plain names before those of something. */
function rankOf(of: string): number {
  return of === '' ? 0 : 1;
}

const fillers = new Set(
  'price the in of kline candle candlestick bar ohlc ohlcv k data'.split(' '),
);

/** Words of times, changes and indicators. */
const otherThings = new Set(
  'time date timestamp at interest volume vol prev previous change pct percent range next'.split(
    ' ',
  ),
);
