import type { NameMatch } from './match-names';
import { isMissing } from './number-text';
import type { Sample } from './sample';

/**
 * The column that names the market of each row: text with few distinct values, of several under such
 * names the first that tells most markets apart. Numbers count where the name speaks of an id.
 */
export function findSymbolColumn(sample: Sample, { symbols }: NameMatch): number | undefined {
  const eligible = symbols.filter((position) => {
    const { kind, name } = sample.table.columns[position];
    if (kind === 'number' || sample.isNumeric(position)) return /id$/i.test(name.trim());
    return kind === 'text' && hasFewValues(sample, position);
  });
  const most = Math.max(...eligible.map((position) => countValues(sample, position)));
  return eligible.find((position) => countValues(sample, position) === most);
}

/** Market of each row of the sample; undefined where all are of one. */
export function groupBySymbol(
  sample: Sample,
  position: number | undefined,
): readonly string[] | undefined {
  if (position === undefined || countValues(sample, position) < 2) return undefined;
  return sample.texts(position);
}

function hasFewValues(sample: Sample, position: number): boolean {
  const texts = sample.texts(position).filter((text) => !isMissing(text));
  const isShort = texts.every((text) => text.length <= 40);
  return (
    texts.length > 0 && isShort && countValues(sample, position) <= Math.max(20, texts.length / 2)
  );
}

function countValues(sample: Sample, position: number): number {
  return new Set(sample.texts(position).filter((text) => !isMissing(text))).size;
}
