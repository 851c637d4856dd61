import { formatNumber } from '../format';
import { findLabel } from '../labels/find-label';
import { findKind, listFields } from '../models/spec';
import { drawConfiguration } from './draw-configuration';
import type { SearchRequest, SearchTry } from './search';

/** A number or name that differs between the configurations of a search. */
interface Parameter {
  /** `tcn.width`, `learningRate`. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** Of each configuration that has it, by its place. */
  readonly values: ReadonlyMap<number, number | string>;
}

/** The mean score of the configurations in a cell. */
interface PlateauCell {
  /** NaN where there is none. */
  readonly score: number;
  readonly count: number;
}

/** How the score depends on two parameters. */
interface Plateau {
  /** Of the columns, ascending. */
  readonly columns: readonly string[];
  /** Of the rows, ascending. */
  readonly rows: readonly string[];
  /** `[row, column]` */
  readonly cells: readonly (readonly PlateauCell[])[];
}

/** Columns and rows, at most. */
const maxBins = 5;

/** Returns what differs between the configurations that a search has tried. */
export function listParameters(
  request: SearchRequest,
  tries: readonly SearchTry[],
): readonly Parameter[] {
  const found = new Map<string, { label: string; values: Map<number, number | string> }>();
  for (const at of new Set(tries.map(({ configuration }) => configuration))) {
    const { spec, featureSet, horizonBars, learningRate } = drawConfiguration(request, at);
    const kind = findKind(spec);
    const note = (name: string, label: string, value: number | string): void => {
      const parameter = found.get(name) ?? { label, values: new Map() };
      found.set(name, parameter);
      parameter.values.set(at, value);
    };
    note('kind', 'Kind', kind.label);
    note('features', 'Features', featureSet.label);
    note('horizonBars', findLabel(request.label).horizon.label, horizonBars);
    note('learningRate', 'Learning rate', learningRate);
    for (const { name, label } of listFields(spec)) {
      note(`${kind.name}.${name}`, `${kind.label}: ${label}`, spec[name]);
    }
  }
  return [...found]
    .map(([name, { label, values }]) => ({ name, label, values }))
    .filter(({ values }) => new Set(values.values()).size > 1);
}

/**
 * Returns the mean score over two parameters: a good model lies on a plateau, where its neighbours are good as well, and a lone
 * peak is luck. Scores are those of the first rung, which every configuration has on the same bars. Numbers with more than five
 * values are put into five groups of about the same size.
 */
export function mapPlateau(
  tries: readonly SearchTry[],
  column: Parameter,
  row: Parameter,
): Plateau {
  const known = tries.filter(
    ({ rung, score, configuration }) =>
      rung === 0 &&
      !Number.isNaN(score) &&
      column.values.has(configuration) &&
      row.values.has(configuration),
  );
  const configurations = known.map(({ configuration }) => configuration);
  const columns = groupValues(column, configurations);
  const rows = groupValues(row, configurations);
  const cells = rows.labels.map((_, y) =>
    columns.labels.map((__, x) => {
      const inside = known.filter(
        ({ configuration }) =>
          columns.groupOf(configuration) === x && rows.groupOf(configuration) === y,
      );
      const sum = inside.reduce((total, { score }) => total + score, 0);
      return { score: sum / inside.length, count: inside.length };
    }),
  );
  return { columns: columns.labels, rows: rows.labels, cells };
}

function groupValues({ values }: Parameter, configurations: readonly number[]) {
  const all = configurations.map((at) => values.get(at) ?? NaN);
  const distinct = [...new Set(all)].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  const showApart =
    (digits: number) =>
    (value: number | string): string =>
      typeof value === 'string' ? value : String(Number(value.toPrecision(digits)));
  if (distinct.length <= maxBins || distinct.some((value) => typeof value === 'string')) {
    return {
      labels: distinct.map(showApart(countDigits(distinct))),
      groupOf: (at: number) => distinct.indexOf(values.get(at) ?? NaN),
    };
  }
  const sorted = all.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  // The first value of each group; equal ones fall into one.
  const starts = [
    ...new Set(
      Array.from(
        { length: maxBins },
        (_, bin) => sorted[Math.floor((bin * sorted.length) / maxBins)],
      ),
    ),
  ];
  const show = showApart(countDigits(starts));
  const groupOf = (at: number): number => {
    const value = Number(values.get(at));
    return starts.filter((start) => start <= value).length - 1;
  };
  const labels = starts.map((start, bin) => {
    const inside = sorted.filter(
      (value) => value >= start && value < (starts[bin + 1] ?? Infinity),
    );
    const end = inside[inside.length - 1];
    const [low, high] = [show(start), show(end)];
    return low === high ? low : `${low} to ${high}`;
  });
  return { labels, groupOf };
}

/** Returns how many digits tell numbers apart: 2, or more where two of them would look the same. */
function countDigits(distinct: readonly (number | string)[]): number {
  const numbers = distinct.filter((value) => typeof value === 'number');
  let digits = 2;
  while (
    digits < 15 &&
    new Set(numbers.map((value) => value.toPrecision(digits))).size < numbers.length
  ) {
    digits++;
  }
  return digits;
}

/** Returns a plateau in a sentence, for those who do not see it. */
export function describePlateau({ columns, rows, cells }: Plateau): string {
  const all = cells.flatMap((line, y) =>
    line.map((cell, x) => ({ ...cell, column: columns[x], row: rows[y] })),
  );
  const known = all.filter(({ count }) => count > 0).sort((a, b) => b.score - a.score);
  if (known.length === 0) return 'No configuration has both.';
  const show = ({ score, column, row }: (typeof known)[number]) =>
    `${formatNumber(score, { digits: 3 })} at ${column}, ${row}`;
  return `Mean validation AUC from ${show(known[known.length - 1])} up to ${show(known[0])}.`;
}
