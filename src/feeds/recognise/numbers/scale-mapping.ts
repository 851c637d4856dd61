import type { ColumnMapping } from '../../../core/import';
import { mapConclusion, type MappedConclusion } from '../evidence';
import type { Sample } from '../sample';
import { guessSymbolOfPath, normaliseSymbol } from '../series/symbols';
import { concludePriceScale } from './price-scale';
import { chooseVolumes } from './volumes';

/** A mapping whose prices and volumes were looked at together. */
export interface ScaledMapping {
  readonly mapping: ColumnMapping;
  /** Of prices and of volumes. */
  readonly scales: readonly MappedConclusion[];
  /** Why columns are not taken as what they are called. */
  readonly notes: readonly string[];
}

/** Returns a mapping with the units of prices and of volumes settled, which each tell the other. `others` may be better volumes. */
export function scaleMapping(
  sample: Sample,
  mapping: ColumnMapping,
  others: readonly number[],
  file: string,
): ScaledMapping {
  const symbol = nameMarket(sample, mapping, file);
  const scale = concludePriceScale(sample, mapping.columns, others, symbol, file);
  const withDivisor = (divisor: number) => {
    const choice = chooseVolumes(sample, mapping.columns, others, divisor, symbol);
    const toMapping = ({ columns, factor }: Pick<typeof choice, 'columns' | 'factor'>) => {
      const used = new Set<number>(Object.values(columns));
      return {
        ...mapping,
        columns,
        extras: mapping.extras.filter((position) => !used.has(position)),
        ...(divisor === 1 ? {} : { priceDivisor: divisor }),
        ...(factor === 1 ? {} : { volumeFactor: factor }),
      };
    };
    const units = mapConclusion(choice.units, toMapping);
    return { notes: choice.notes, units, mapping: toMapping(choice) };
  };
  const { units, ...chosen } = withDivisor(scale.value);
  const ofPrices = mapConclusion(scale, (divisor) => withDivisor(divisor).mapping);
  return { ...chosen, scales: [ofPrices, units] };
}

/** The market of all rows; '' where it is not known or there are several. */
function nameMarket(sample: Sample, { symbol }: ColumnMapping, file: string): string {
  if (symbol === undefined) return guessSymbolOfPath(file);
  const names = new Set(sample.texts(symbol).map(normaliseSymbol));
  const [name = ''] = names;
  return names.size === 1 ? name : '';
}
