import type { BarColumn } from '../../../core/bars/bars';
import type { ColumnMapping } from '../../../core/import';
import { isMarket, readUnit, volumeAliases } from '../columns/aliases';
import { isQuoteOf } from '../columns/price-content';
import { nameKey } from '../columns/read-name';
import { conclude, type Conclusion } from '../evidence';
import { nearlyAll, type Sample } from '../sample';
import { judgeTimes } from '../times/judge-times';

/** Which columns hold amounts, by their size beside the prices. */
interface VolumeChoice {
  readonly columns: ColumnMapping['columns'];
  /** Written volumes are multiplied by it; 1 for those in units of the base asset. */
  readonly factor: number;
  /** Why columns are not taken as what they are called, a sentence each. */
  readonly notes: readonly string[];
  /** The reading of the volumes, with what they could be instead where prices do not tell. */
  readonly units: Conclusion<VolumeReading>;
}

/** Columns of amounts, and what written volumes are multiplied by. */
interface VolumeReading {
  readonly columns: ColumnMapping['columns'];
  readonly factor: number;
}

/**
 * Checks the columns of amounts by their size: quote volume / volume is a price of the bar. A column that is 0 or
 * unknown throughout, that holds times or counts contracts, satoshi or the quote currency is converted where
 * prices, divided by `priceDivisor`, and a known unit prove it, passed over for a better one, left out, or asked about.
 * `others` are columns that may be better; `symbol` is '' where it is not known.
 */
export function chooseVolumes(
  sample: Sample,
  columns: ColumnMapping['columns'],
  others: readonly number[],
  priceDivisor = 1,
  symbol = '',
): VolumeChoice {
  const notes: string[] = [];
  const told = leaveOutUntold(sample, columns, others, notes);
  const { high, low } = told;
  const divided = priceDivisor === 1 ? sample : dividePrices(sample, columns, priceDivisor);
  const fitted =
    high === undefined || low === undefined
      ? conclude({ columns: told, factor: 1 })
      : fitVolumes(divided, told, { high, low }, others, symbol, notes);
  const units = applyNamedUnit(sample, fitted, notes);
  return { ...units.value, notes, units };
}

/** Multiplies a volume whose column is called "Volume (thousands)"; a quote volume beside it is in another unit then. */
function applyNamedUnit(
  sample: Sample,
  units: Conclusion<VolumeReading>,
  notes: string[],
): Conclusion<VolumeReading> {
  const { columns, factor } = units.value;
  const { volume, quoteVolume: _quote, takerBuyQuote: _taker, ...rest } = columns;
  if (volume === undefined || factor !== 1 || units.others.length > 0) return units;
  const unit = readUnit(sample.table.columns[volume].name);
  if (unit === undefined) return units;
  notes.push(
    `the name of column ${nameOf(sample, volume)} says that it is in units of ${unit.said}`,
  );
  return conclude({ columns: { ...rest, volume }, factor: unit.factor });
}

function dividePrices(
  sample: Sample,
  { open, high, low, close }: ColumnMapping['columns'],
  divisor: number,
): Sample {
  const prices = [open, high, low, close];
  const numbers = (position: number): Float64Array => {
    const values = sample.numbers(position);
    return prices.includes(position) ? values.map((value) => value / divisor) : values;
  };
  return { ...sample, numbers };
}

const amountColumns = [
  'volume',
  'quoteVolume',
  'tradeCount',
  'takerBuyBase',
  'takerBuyQuote',
] as const satisfies readonly BarColumn[];

/** Leaves out amounts that are times, and those that are 0 beside a volume that is not. */
function leaveOutUntold(
  sample: Sample,
  columns: ColumnMapping['columns'],
  others: readonly number[],
  notes: string[],
): ColumnMapping['columns'] {
  let told = columns;
  const leaveOut = (column: (typeof amountColumns)[number], reason: string): void => {
    notes.push(
      `column ${nameOf(sample, told[column])} is not taken as the ${words[column]}: ${reason}`,
    );
    told = Object.fromEntries(Object.entries(told).filter(([name]) => name !== column));
  };
  for (const column of amountColumns) {
    const position = told[column];
    if (position === undefined) continue;
    if (holdsTimes(sample, position)) leaveOut(column, 'it holds times');
    else if (!isNumbers(sample, position)) leaveOut(column, 'its cells are no numbers');
  }
  const isTold = (position: number): boolean => hasAmounts(sample, position);
  const named = volumeAliases.flatMap((alias) =>
    others.filter((position) => nameKey(sample.table.columns[position].name) === alias),
  );
  const better = named.find((position) => isTold(position) && !holdsTimes(sample, position));
  if (told.volume !== undefined && !isTold(told.volume) && better !== undefined) {
    leaveOut('volume', 'it is 0 or empty in every row');
  }
  if (told.volume === undefined && better !== undefined) {
    told = { ...told, volume: better };
  }
  if (told.volume === undefined || !isTold(told.volume)) return told;
  for (const column of amountColumns) {
    const position = told[column];
    if (position === undefined || isTold(position)) continue;
    if (isZero(sample, position)) leaveOut(column, 'it is 0 in every row');
  }
  return told;
}

const words: Readonly<Record<(typeof amountColumns)[number], string>> = {
  volume: 'volume',
  quoteVolume: 'quote volume',
  tradeCount: 'number of trades',
  takerBuyBase: 'taker buy volume',
  takerBuyQuote: 'taker buy quote volume',
};

type HighLow = Readonly<Record<'high' | 'low', number>>;

/** Sees to it that volume is in units of the base asset, and quote volume is volume x a price. */
function fitVolumes(
  sample: Sample,
  columns: ColumnMapping['columns'],
  prices: HighLow,
  others: readonly number[],
  symbol: string,
  notes: string[],
): Conclusion<VolumeReading> {
  const { volume, quoteVolume } = columns;
  const asIs = conclude({ columns, factor: 1 });
  if (volume === undefined) return asIs;
  if (quoteVolume !== undefined) {
    if (isQuoteOf(sample, quoteVolume, volume, prices)) return asIs;
    if (isQuoteOf(sample, volume, quoteVolume, prices)) {
      return conclude({ columns: swapVolumes(columns), factor: 1 });
    }
  }
  const pair = findPair(sample, volume, quoteVolume, prices, others);
  if (pair?.volume === volume) {
    notes.push(
      `column ${nameOf(sample, quoteVolume)} is not taken as the quote volume: prices show that ` +
        `${nameOf(sample, pair.quoteVolume)} is`,
    );
    const { takerBuyQuote: _, ...rest } = columns;
    return conclude({ columns: { ...rest, ...pair }, factor: 1 });
  }
  if (pair !== undefined) {
    notes.push(
      `column ${nameOf(sample, volume)} is not taken as the volume: prices show that ` +
        `${nameOf(sample, pair.volume)} is in units of the base asset`,
    );
    const { takerBuyBase: _base, takerBuyQuote: _quote, ...rest } = columns;
    return conclude({ columns: { ...rest, ...pair }, factor: 1 });
  }
  if (quoteVolume === undefined) return asIs;
  return convertVolumes(sample, columns, { volume, quoteVolume }, prices, symbol, notes);
}

/** A volume in base units and the quote volume that goes with it, among all columns that hold amounts. */
function findPair(
  sample: Sample,
  volume: number,
  quoteVolume: number | undefined,
  prices: HighLow,
  others: readonly number[],
): { readonly volume: number; readonly quoteVolume: number } | undefined {
  const further = others.filter(
    (position) =>
      sample.isNumeric(position) &&
      hasAmounts(sample, position) &&
      !holdsTimes(sample, position) &&
      !isPriceLike(sample, position, prices),
  );
  // With a volume that nothing contradicts, another column times a price is somebody's feature.
  const bases = [...(quoteVolume === undefined ? [] : [volume, quoteVolume]), ...further];
  const quotes = [...(quoteVolume === undefined ? [] : [quoteVolume, ...further]), volume];
  for (const base of bases) {
    const quote = quotes.find((position) => isQuoteOf(sample, position, base, prices));
    if (quote !== undefined) return { volume: base, quoteVolume: quote };
  }
  return undefined;
}

/** Converts, asks about or leaves out volumes that differ from what prices allow by a power of ten. */
function convertVolumes(
  sample: Sample,
  columns: ColumnMapping['columns'],
  pair: { readonly volume: number; readonly quoteVolume: number },
  prices: HighLow,
  symbol: string,
  notes: string[],
): Conclusion<VolumeReading> {
  const { volume, quoteVolume } = pair;
  const [ofVolume, ofQuote] = [nameOf(sample, volume), nameOf(sample, quoteVolume)];
  const direct = findScale(sample, quoteVolume, volume, prices);
  const inverse = findScale(sample, volume, quoteVolume, prices);
  const { quoteVolume: _quote, takerBuyQuote, ...withoutQuote } = columns;
  const { volume: _volume, takerBuyBase: _base, ...withoutBoth } = withoutQuote;
  if (direct !== undefined && inverse === undefined) {
    if (sample.isWhole(volume)) {
      const converted = { columns, factor: direct };
      if (direct === satoshi) {
        notes.push(
          `column ${ofVolume} counts units of ${formatFactor(direct)} of the base asset, as prices and ${ofQuote} show: ` +
            'it is converted',
        );
        return conclude(converted);
      }
      return askForUnit(sample, converted, withoutQuote, pair, symbol);
    }
    if (sample.isWhole(quoteVolume)) {
      notes.push(
        `column ${ofQuote} is not taken as the quote volume: it counts units of ${formatFactor(1 / direct)}`,
      );
      return conclude({ columns: withoutQuote, factor: 1 });
    }
  }
  if (inverse !== undefined && direct === undefined) {
    if (sample.isWhole(quoteVolume) && inverse === satoshi) {
      notes.push(
        `column ${ofQuote} counts units of ${formatFactor(inverse)} of the base asset, as prices show: it is converted ` +
          `and taken as the volume, and ${ofVolume} as the quote volume`,
      );
      return conclude({
        columns: { ...withoutBoth, volume: quoteVolume, quoteVolume: volume },
        factor: inverse,
      });
    }
    if (sample.isWhole(volume) && contractsOfMoney.has(Math.round(1 / inverse))) {
      notes.push(
        `column ${ofVolume} is not taken as the volume: it counts contracts of ${formatFactor(1 / inverse)} of the quote ` +
          `currency, and ${ofQuote} is in units of the base asset`,
      );
      const takers = takerBuyQuote === undefined ? {} : { takerBuyBase: takerBuyQuote };
      return conclude({ columns: { ...withoutBoth, volume: quoteVolume, ...takers }, factor: 1 });
    }
  }
  if (direct !== undefined || inverse !== undefined) {
    notes.push(
      `columns ${ofVolume} and ${ofQuote} are not taken as volumes: prices show that one of them is in another unit, ` +
        'but not which',
    );
    return conclude({ columns: withoutBoth, factor: 1 });
  }
  if (!isFarOff(sample, quoteVolume, volume, prices)) return conclude({ columns, factor: 1 });
  notes.push(
    `column ${ofQuote} is not taken as the quote volume: it is no price times ${ofVolume} in nearly any row`,
  );
  return conclude({ columns: withoutQuote, factor: 1 });
}

const satoshi = 1e-8;

/** Sizes of contracts that exchanges settle in coins. */
const contractsOfMoney: ReadonlySet<number> = new Set([10, 100]);

/** Whole volumes may count contracts or lots, or the quote volume may be in thousands: a power of ten fits both. */
function askForUnit(
  sample: Sample,
  converted: VolumeReading,
  withoutQuote: ColumnMapping['columns'],
  { volume, quoteVolume }: { readonly volume: number; readonly quoteVolume: number },
  symbol: string,
): Conclusion<VolumeReading> {
  const [ofVolume, ofQuote] = [nameOf(sample, volume), nameOf(sample, quoteVolume)];
  const { factor } = converted;
  const toReading = (value: VolumeReading, label: string) => ({ value, label, evidence: [] });
  const asLots = toReading(
    { columns: withoutQuote, factor: 100 },
    `${ofVolume} counts lots of 100, and ${ofQuote} is in units of ${formatFactor(100 / factor)}`,
  );
  const asUnits = toReading(
    converted,
    `${ofVolume} counts units of ${formatFactor(factor)} of the base asset`,
  );
  const asWritten = toReading(
    { columns: withoutQuote, factor: 1 },
    `${ofVolume} is as written, and ${ofQuote} is in units of ${formatFactor(1 / factor)}`,
  );
  // China's exchanges count lots of 100 shares; amounts are in thousands or ten thousands there.
  const isOfChina = /^(\d{6}(SZ|SH|SS|BJ)?|(SZ|SH|BJ)\d{6})$/.test(symbol);
  const usual = factor > 1 || isMarket(symbol) ? [asUnits, asWritten] : [asWritten, asUnits];
  const hasLots = !isMarket(symbol) && (factor === 0.1 || factor === 0.01);
  const lots = hasLots ? [asLots] : [];
  const [first, ...others] = isOfChina ? [...lots, ...usual] : [...usual, ...lots];
  return {
    ...first,
    others,
    doubt:
      `${ofQuote} is ${ofVolume} times a price times ${formatFactor(factor)}: one of the two is in another unit, ` +
      'and nothing in the file tells which.',
  };
}

/** Takers' columns go with the volumes that they are parts of. */
function swapVolumes({ volume, quoteVolume, ...rest }: ColumnMapping['columns']) {
  return { ...rest, volume: quoteVolume, quoteVolume: volume } as ColumnMapping['columns'];
}

/** The power of ten, other than 1, that is quote / (base x price) in nearly all rows; undefined for none. */
export function findScale(
  sample: Sample,
  quote: number,
  base: number,
  prices: HighLow,
): number | undefined {
  const ratios = listRatios(sample, quote, base, prices);
  if (ratios.length < 2) return undefined;
  const middle = [...ratios].sort((a, b) => a.ratio - b.ratio)[Math.floor(ratios.length / 2)];
  const scale = 10 ** Math.round(Math.log10(middle.ratio));
  if (scale === 1 || !Number.isFinite(scale) || scale === 0) return undefined;
  const fitting = ratios.filter(
    ({ ratio, spread }) =>
      ratio >= 0.99 * (1 - spread) * scale && ratio <= 1.01 * (1 + spread) * scale,
  );
  return fitting.length >= nearlyAll * ratios.length ? scale : undefined;
}

/** quote / (base x middle of the bar), and how far low and high are from the middle, of traded rows. */
function listRatios(sample: Sample, quote: number, base: number, { high, low }: HighLow) {
  const [quotes, bases, highs, lows] = [quote, base, high, low].map((at) => sample.numbers(at));
  const ratios: { readonly ratio: number; readonly spread: number }[] = [];
  quotes.forEach((value, row) => {
    const middle = (highs[row] + lows[row]) / 2;
    if (!(value > 0) || !(bases[row] > 0) || !(middle > 0)) return;
    ratios.push({ ratio: value / bases[row] / middle, spread: highs[row] / middle - 1 });
  });
  return ratios;
}

/** Whether the two are off by more than a factor of 2 in nearly all rows, of which there are some. */
function isFarOff(sample: Sample, quote: number, base: number, prices: HighLow): boolean {
  const ratios = listRatios(sample, quote, base, prices);
  const far = ratios.filter(({ ratio }) => ratio < 0.5 || ratio > 2);
  return ratios.length >= 10 && far.length >= nearlyAll * ratios.length;
}

function isPriceLike(sample: Sample, position: number, { high, low }: HighLow): boolean {
  const [values, highs, lows] = [position, high, low].map((at) => sample.numbers(at));
  const like = values.filter((value, row) => value >= 0.5 * lows[row] && value <= 2 * highs[row]);
  return like.length >= nearlyAll * values.length;
}

/** Counts of time that go one way, as no volume does. */
function holdsTimes(sample: Sample, position: number): boolean {
  const verdict = judgeTimes(sample, position);
  if (verdict.kind !== 'readable') return false;
  const times = verdict.times.filter(Number.isFinite);
  if (times.length < 3) return false;
  let [rising, falling] = [0, 0];
  for (let row = 1; row < times.length; row++) {
    if (times[row] > times[row - 1]) rising++;
    if (times[row] < times[row - 1]) falling++;
  }
  return Math.max(rising, falling) >= nearlyAll * (times.length - 1);
}

/** Cells that say no value do not count. */
function isNumbers(sample: Sample, position: number): boolean {
  return (
    sample.isNumeric(position) || !sample.texts(position).some((text) => /\d|\p{L}{3}/u.test(text))
  );
}

function hasAmounts(sample: Sample, position: number): boolean {
  return sample.numbers(position).some((value) => value > 0);
}

function isZero(sample: Sample, position: number): boolean {
  return sample.numbers(position).some((value) => value === 0);
}

function nameOf({ table }: Sample, position = -1): string {
  return `"${table.columns[position]?.name ?? ''}"`;
}

/** 0.00000001 as people write it, not 1e-8. */
function formatFactor(factor: number): string {
  return factor.toLocaleString('en-US', { maximumFractionDigits: 12 });
}
