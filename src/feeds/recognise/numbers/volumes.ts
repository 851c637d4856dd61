import { type AmountColumn, amountColumns, amountNames } from '../../../core/bars/bars';
import type { ColumnMapping } from '../../../core/import';
import { readUnit, volumeAliases } from '../columns/aliases';
import { isQuoteOf } from '../columns/price-content';
import { nameKey } from '../columns/read-name';
import { conclude, type Conclusion } from '../evidence';
import { nearlyAll, type Sample } from '../sample';
import { judgeTimes } from '../times/judge-times';
import { convertVolumes, type HighLow, nameOf, type VolumeReading } from './volume-units';

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

/** Leaves out amounts that are times, and those that are 0 beside a volume that is not. */
function leaveOutUntold(
  sample: Sample,
  columns: ColumnMapping['columns'],
  others: readonly number[],
  notes: string[],
): ColumnMapping['columns'] {
  let told = columns;
  const leaveOut = (column: AmountColumn, reason: string): void => {
    notes.push(
      `column ${nameOf(sample, told[column])} is not taken as the ${amountNames[column]}: ${reason}`,
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
    // A column that is called a volume gives way to more than a coincidence of few rows.
    const quote = quotes.find((position) => isQuoteOf(sample, position, base, prices, 10));
    if (quote !== undefined) return { volume: base, quoteVolume: quote };
  }
  return undefined;
}

/** Takers' columns go with the volumes that they are parts of. */
function swapVolumes({ volume, quoteVolume, ...rest }: ColumnMapping['columns']) {
  return { ...rest, volume: quoteVolume, quoteVolume: volume } as ColumnMapping['columns'];
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
