import { type BarColumn, optionalColumns, requiredColumns } from '../../../core/bars/bars';
import type { ColumnMapping } from '../../../core/import';
import { findDateColumns, readTimeAt, type TimeChoice } from '../times/choose-time';
import { judgeTimes } from '../times/judge-times';
import { type Conclusion, mapConclusion, type MappedConclusion } from '../evidence';
import type { Sample } from '../sample';
import { findLayout, isDescending, isTime, type Layout } from './layouts';
import { findPrices, findVolumes, type PriceGuess } from './price-content';

/** A mapping by what the cells are, not by names. */
interface ContentGuess {
  /** The order of columns that the cells prove, and what else it could be; undefined where it is none that is known. */
  readonly layout: MappedConclusion | undefined;
  readonly mapping: ColumnMapping;
  /** How times are to be read. */
  readonly time: TimeChoice;
}

/**
 * Guesses which column is what from the cells of the sample. Undefined where there is no column of
 * times or no four columns behave as prices. `fixed` are columns that are known already.
 */
export function guessByContent(
  sample: Sample,
  file: string,
  fixed: ColumnMapping['columns'] = {},
): ContentGuess | undefined {
  const layout = Object.keys(fixed).length === 0 ? findLayout(sample) : undefined;
  if (layout !== undefined) return guessLayout(sample, layout, file);

  const time = chooseByContent(sample, file, fixed.openTime);
  if (time === undefined) return undefined;
  const known = new Set<number>([time.position, ...Object.values(fixed)]);
  if (time.timeOfDay !== undefined) known.add(time.timeOfDay);
  const numeric = listNumeric(sample).filter((position) => !known.has(position));
  const found = findPrices(
    sample,
    [...numeric, ...pricesOf(fixed)].slice(0, maxColumns),
    isDescending(sample, time.position),
  );
  if (found === undefined) return undefined;
  // What a name says goes before what the cells seem to be.
  const prices = { ...found, ...definedPrices(fixed) };
  const left = numeric.filter((position) => !Object.values(prices).includes(position));
  const volumes = findVolumes(
    sample,
    left.filter((position) => !isTime(sample, position)),
    prices,
  );
  return {
    layout: undefined,
    mapping: {
      columns: { ...volumes, ...fixed, openTime: time.position, ...prices },
      time: time.reading,
      ...(time.timeOfDay === undefined ? {} : { timeOfDay: time.timeOfDay }),
      decimal: sample.decimal,
      extras: [],
    },
    time,
  };
}

const maxColumns = 40;

/** The mapping that a layout makes of a table, and what else it could be. */
function guessLayout(
  sample: Sample,
  { layout, others }: NonNullable<ReturnType<typeof findLayout>>,
  file: string,
): ContentGuess | undefined {
  const at = layout.roles.indexOf('openTime');
  const verdict = judgeTimes(sample, at);
  if (verdict.kind !== 'readable') return undefined;
  const clock = layout.roles.indexOf('timeOfDay');
  const time = readTimeAt(sample, at, verdict, file, {
    ...(clock === -1 ? {} : { clock }),
    moment: layout.isGeneral === true ? undefined : 'open',
  });
  const mapOf = ({ roles }: Layout): ColumnMapping => ({
    ...mapRoles(roles),
    ...(sample.table.symbolColumn === undefined ? {} : { symbol: sample.table.symbolColumn }),
    time: time.reading,
    ...(time.timeOfDay === undefined ? {} : { timeOfDay: time.timeOfDay }),
    decimal: sample.decimal,
    extras: [],
  });
  const order = concludeLayout(layout, others);
  return { mapping: mapOf(layout), time, layout: mapConclusion(order, mapOf) };
}

function mapRoles(roles: Layout['roles']): Pick<ColumnMapping, 'columns' | 'symbol' | 'closed'> {
  const columns: Partial<Record<BarColumn, number>> = {};
  for (const column of [...requiredColumns, ...optionalColumns]) {
    const position = roles.indexOf(column);
    if (position !== -1) columns[column] = position;
  }
  const [symbol, closed] = [roles.indexOf('symbol'), roles.indexOf('closed')];
  return {
    columns,
    ...(symbol === -1 ? {} : { symbol }),
    ...(closed === -1 ? {} : { closed }),
  };
}

function concludeLayout(layout: Layout, others: readonly Layout[]): Conclusion<Layout> {
  const describe = (value: Layout) => ({
    value,
    label: `columns in the order of ${value.of}`,
    evidence: [
      {
        speaks: 'for' as const,
        text: 'the high is the largest and the low the smallest price of a row',
      },
    ],
  });
  if (others.length === 0) return { ...describe(layout), others: [] };
  return {
    ...describe(layout),
    others: others.map(describe),
    doubt:
      'No header names the columns, and the prices fit more than one order: ' +
      `${[layout, ...others].map(({ of }) => of).join('; ')}.`,
  };
}

/** The earliest of the columns of times: the close comes after the open. */
function chooseByContent(
  sample: Sample,
  file: string,
  fixed: number | undefined,
): TimeChoice | undefined {
  const counts = listNumeric(sample).filter((position) => isTime(sample, position));
  const dates = findDateColumns(sample, new Set()).map(({ position }) => position);
  const candidates = (fixed === undefined ? [...counts, ...dates] : [fixed]).flatMap((position) => {
    const verdict = judgeTimes(sample, position);
    return verdict.kind === 'readable' ? [{ position, verdict }] : [];
  });
  const [first] = candidates.sort(
    (a, b) => earliest(a.verdict.times) - earliest(b.verdict.times) || a.position - b.position,
  );
  return first === undefined ? undefined : readTimeAt(sample, first.position, first.verdict, file);
}

function listNumeric(sample: Sample): readonly number[] {
  return sample.table.columns.flatMap((_, position) =>
    sample.isNumeric(position) ? [position] : [],
  );
}

function earliest(times: Float64Array): number {
  return times.find(Number.isFinite) ?? Infinity;
}

function definedPrices({ open, high, low, close }: ColumnMapping['columns']): Partial<PriceGuess> {
  return Object.fromEntries(
    Object.entries({ open, high, low, close }).filter(([, position]) => position !== undefined),
  );
}

function pricesOf(fixed: ColumnMapping['columns']): readonly number[] {
  return Object.values(definedPrices(fixed)).filter((position) => position !== undefined);
}
