import type { ColumnMapping, Evidence } from '../../../core/import';
import { priceColumns } from '../columns/aliases';
import { conclude, type Conclusion } from '../evidence';
import { nearlyAll, type Sample } from '../sample';
import { findScale } from './volume-units';

/**
 * Concludes what written prices must be divided by: 1 as a rule. Whole numbers may be prices x 10,000 or x 1e8, which
 * their size tells beside volumes, beside another column of prices, or beside what the market is known to cost; then
 * both readings are asked. `symbol` is '' where it is not known; `file` may say that it is one of QuantConnect's.
 */
export function concludePriceScale(
  sample: Sample,
  columns: ColumnMapping['columns'],
  others: readonly number[],
  symbol: string,
  file: string,
): Conclusion<number> {
  const prices = priceColumns.map((column) => columns[column] ?? -1);
  if (prices.includes(-1) || !prices.every((position) => sample.isWhole(position))) {
    return conclude(1);
  }
  const lean = readLean(sample, prices, file);
  if (lean?.isCertain === true) {
    return { ...conclude(leanDivisor, [lean.evidence]), note: lean.evidence.text };
  }
  const found =
    findByVolumes(sample, columns) ??
    findByOthers(sample, columns, others) ??
    lean ??
    findBySymbol(sample, columns, symbol);
  return found === undefined ? conclude(1) : ask(sample, columns, found);
}

/** What prices may have been multiplied by, the likeliest first. */
interface FoundScale {
  readonly divisors: readonly number[];
  readonly evidence: Evidence;
  /** Prices below it are unlikely; a thousandth where it is not said. */
  readonly minPrice?: number;
}

function ask(
  sample: Sample,
  { close = 0 }: ColumnMapping['columns'],
  found: FoundScale,
): Conclusion<number> {
  const price = sample.numbers(close).find((value) => value > 0) ?? NaN;
  const [divisor] = found.divisors;
  // Volumes may be what is written in another unit, where prices would be next to nothing.
  const isLikely = price / divisor >= (found.minPrice ?? minLikelyPrice);
  const [first, ...further] = isLikely ? [...found.divisors, 1] : [1, ...found.divisors];
  const label = (divisor: number): string =>
    divisor === 1
      ? `${price} is a price of ${price}`
      : `${price} is a price of ${price / divisor}, times ${formatDivisor(divisor)}`;
  const evidenceFor = (value: number): readonly Evidence[] =>
    value === 1 ? [{ ...found.evidence, speaks: 'against' }] : [found.evidence];
  return {
    value: first,
    label: label(first),
    evidence: evidenceFor(first),
    others: further.map((value) => ({ value, label: label(value), evidence: evidenceFor(value) })),
    doubt:
      `All prices are whole numbers such as ${price} and may be written times ${formatDivisor(divisor)}: ` +
      `${found.evidence.text}.`,
  };
}

const minLikelyPrice = 0.001;

/** quote volume / volume is the price divided by a power of ten. */
function findByVolumes(
  sample: Sample,
  { high, low, volume, quoteVolume }: ColumnMapping['columns'],
): FoundScale | undefined {
  if (high === undefined || low === undefined) return undefined;
  if (volume === undefined || quoteVolume === undefined) return undefined;
  const scale = findScale(sample, quoteVolume, volume, { high, low });
  if (scale === undefined || scale >= 1) return undefined;
  const divisor = Math.round(1 / scale);
  const text = `quote volume / volume is the price divided by ${formatDivisor(divisor)}`;
  return { divisors: [divisor], evidence: { speaks: 'for', text } };
}

/** Another column lies between low and high, divided by a power of ten. */
function findByOthers(
  sample: Sample,
  { high = 0, low = 0 }: ColumnMapping['columns'],
  others: readonly number[],
): FoundScale | undefined {
  const [highs, lows] = [sample.numbers(high), sample.numbers(low)];
  for (const position of others) {
    if (!sample.isNumeric(position) || sample.isWhole(position)) continue;
    const values = sample.numbers(position);
    const divisor = allDivisors.find((divisor) => {
      const fitting = values.filter(
        (value, row) =>
          value * divisor >= 0.999 * lows[row] && value * divisor <= 1.001 * highs[row],
      );
      return fitting.length >= 2 && fitting.length >= nearlyAll * values.length;
    });
    if (divisor === undefined) continue;
    const text = `column "${sample.table.columns[position].name}" lies between low and high divided by ${formatDivisor(divisor)}`;
    return { divisors: [divisor], evidence: { speaks: 'for', text } };
  }
  return undefined;
}

const allDivisors = [1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** A file as QuantConnect's LEAN has those of equities: no header, six columns, prices times 10,000. */
function readLean(
  sample: Sample,
  prices: readonly number[],
  file: string,
): (FoundScale & { readonly isCertain: boolean }) | undefined {
  const { hasHeader, columns } = sample.table;
  const first = sample.texts(0).filter((text) => text !== '');
  const isLeanTime = (text: string): boolean =>
    /^\d{8} \d{2}:\d{2}$/.test(text) || (/^\d{1,8}$/.test(text) && Number(text) < 86_400_000);
  if (hasHeader || columns.length !== 6 || !first.every(isLeanTime)) return undefined;
  const cents = prices.every((position) => {
    const values = sample.numbers(position).filter(Number.isFinite);
    const round = values.filter((value) => value % 100 === 0 && value >= 100);
    return values.length > 0 && round.length >= 0.5 * values.length;
  });
  if (!cents) return undefined;
  const isCertain = /(^|[^a-z])equity([^a-z]|$)/i.test(file);
  const text = isCertain
    ? "the name says an equity of QuantConnect's, whose prices are written times 10,000"
    : "the columns are those of QuantConnect's files, which write prices of equities times 10,000";
  return { divisors: [leanDivisor], evidence: { speaks: 'for', text }, isCertain };
}

const leanDivisor = 10_000;

/** The market never cost as much. */
function findBySymbol(
  sample: Sample,
  { close = 0 }: ColumnMapping['columns'],
  symbol: string,
): FoundScale | undefined {
  // Programs that multiply prices mark no thousands.
  const isPlain = sample.texts(close).every((text) => !/\d\D\d/.test(text));
  const max = findMaxPrice(symbol, isPlain ? 1e5 : 1e8);
  const values = sample
    .numbers(close)
    .filter((value) => value > 0)
    .sort();
  const middle = values[Math.floor(values.length / 2)] ?? 0;
  if (max === undefined || middle <= max) return undefined;
  const usual = [1e2, 1e3, 1e4, 1e5, 1e6, 1e8, 1e9];
  const usualMax = Math.min(max, 1e6);
  const isCheap = max <= maxCheap;
  const minPrice = (isCheap ? 1e-10 : 1e-5) * usualMax;
  const divisors = usual.filter(
    (divisor) => middle / divisor <= usualMax && middle / divisor > minPrice,
  );
  if (divisors.length === 0) return undefined;
  const text = `${middle} is more than ${symbol === '' ? 'a market costs as a rule' : `${symbol} ever cost`}`;
  const evidence: Evidence = { speaks: 'for', text };
  // Coins of little value are written with eight digits after the point.
  if (isCheap) {
    const byDigits = [...divisors].sort((a, b) => Number(b === 1e8) - Number(a === 1e8) || a - b);
    return { divisors: byDigits, evidence, minPrice };
  }
  return { divisors: divisors.slice(0, 3), evidence };
}

/**
 * Far more than any price of the market so far, `maxUnknown` for one whose name does not tell; undefined where it is
 * quoted in a currency of large amounts.
 */
function findMaxPrice(symbol: string, maxUnknown: number): number | undefined {
  if (
    /(KRW|IDR|IDRT|BIDR|VND|IRR|IRT|LBP|UZS|UGX|COP|PYG|GNF)$|^(KRW|IDR)|^\d{6}(KS|KQ)$|\d(JK|VN)$/.test(
      symbol,
    )
  )
    return undefined;
  const known = maxOfBase.get(symbol);
  if (known !== undefined) return known;
  const [, base = '', quote = ''] = /^(.{2,}?)(USDT|USDC|FDUSD|BUSD|[A-Z]{3})$/.exec(symbol) ?? [];
  const unit = unitsOfDollar.get(quote);
  if (unit === undefined) return maxUnknown;
  if (/^(EUR|USD|GBP|CHF|AUD|NZD|CAD|SGD)$/.test(base)) return 10 * unit;
  const max = maxOfBase.get(base);
  // Of pairs in dollars that are no coins some are stock indices.
  return (max ?? (quote.length > 3 ? 1e4 : 2e5)) * unit;
}

/** Coins that cost less than a dollar or two. */
const maxCheap = 5;

/** How much of a currency a dollar is, roughly and rather too much. */
const unitsOfDollar: ReadonlyMap<string, number> = new Map([
  ...['USDT', 'USDC', 'FDUSD', 'BUSD', 'USD', 'EUR', 'GBP', 'CHF', 'DAI'].map(
    (name) => [name, 1] as const,
  ),
  ...['AUD', 'CAD', 'NZD', 'SGD'].map((name) => [name, 2] as const),
  ...['CNY', 'CNH', 'HKD', 'BRL', 'PLN', 'DKK', 'SEK', 'NOK', 'ILS', 'MYR', 'PEN'].map(
    (name) => [name, 15] as const,
  ),
  ...['TRY', 'RUB', 'INR', 'THB', 'MXN', 'ZAR', 'UAH', 'CZK', 'TWD', 'PHP', 'EGP'].map(
    (name) => [name, 100] as const,
  ),
  ...['JPY', 'HUF', 'KZT', 'PKR'].map((name) => [name, 500] as const),
  ...['NGN', 'ARS', 'CLP'].map((name) => [name, 3000] as const),
  // Coins in bitcoin and ether cost less than one, save for a few.
  ['BTC', 5e-5],
  ['XBT', 5e-5],
  ['ETH', 1e-3],
]);

const maxOfBase: ReadonlyMap<string, number> = new Map([
  ...['BTC', 'XBT', 'WBTC', 'CBBTC'].map((name) => [name, 2e6] as const),
  ...['ETH', 'WETH', 'STETH', 'WSTETH', 'BNB', 'MKR'].map((name) => [name, 1e5] as const),
  ['YFI', 1e6],
  ...['XAU', 'PAXG', 'XAUT'].map((name) => [name, 2e4] as const),
  ...['LTC', 'SOL', 'BCH', 'XMR', 'ZEC', 'DASH', 'AAVE', 'COMP', 'TAO'].map(
    (name) => [name, 1e4] as const,
  ),
  ['XAG', 500],
  ...'XRP ADA DOT LINK ETC EOS MATIC AVAX UNI ATOM NEO XTZ FIL NEAR APT ARB OP SUI TON ICP INJ SEI TIA RUNE'
    .split(' ')
    .map((name) => [name, 1000] as const),
  ...'DOGE TRX XLM ALGO SHIB PEPE FLOKI BONK HBAR VET GALA WIN BTT'
    .split(' ')
    .map((name) => [name, maxCheap] as const),
]);

function formatDivisor(divisor: number): string {
  return divisor.toLocaleString('en-US');
}
