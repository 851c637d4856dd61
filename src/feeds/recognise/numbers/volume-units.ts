import type { ColumnMapping } from '../../../core/import';
import { isMarket } from '../columns/aliases';
import { conclude, type Conclusion } from '../evidence';
import { nearlyAll, type Sample } from '../sample';

/** Columns of amounts, and what written volumes are multiplied by. */
export interface VolumeReading {
  readonly columns: ColumnMapping['columns'];
  readonly factor: number;
}

export type HighLow = Readonly<Record<'high' | 'low', number>>;

/** Converts, asks about or leaves out volumes that differ from what prices allow by a power of ten. */
export function convertVolumes(
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

/** The name of a column in quotation marks, for people. */
export function nameOf({ table }: Sample, position = -1): string {
  return `"${table.columns[position]?.name ?? ''}"`;
}

/** 0.00000001 as people write it, not 1e-8. */
function formatFactor(factor: number): string {
  return factor.toLocaleString('en-US', { maximumFractionDigits: 12 });
}
