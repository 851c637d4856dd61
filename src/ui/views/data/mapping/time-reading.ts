import type { MappingQuestion, TimeReading } from '../../../../core/import';
import { formatInterval, formatUtc } from '../../../../core/format';
import { guessUnit, previewTime } from './preview-time';

/** Returns how times of another column are to be read, as far as its cells tell. */
export function guessEncoding(
  { columns, rows }: Pick<MappingQuestion, 'columns' | 'rows'>,
  position: number,
): TimeReading['encoding'] {
  const kind = columns[position]?.kind;
  if (kind === 'time') return { kind: 'typed' };
  const cells = rows.map((row) => row[position] ?? '').filter((cell) => cell.trim() !== '');
  const isNumeric = cells.length > 0 && cells.every((cell) => Number.isFinite(Number(cell)));
  if (kind === 'number' || isNumeric) {
    return { kind: 'number', unit: guessUnit(Number(cells[0] ?? NaN)) };
  }
  return { kind: 'text', order: 'iso' };
}

/** Returns how the first time of a column is read, as a sentence; undefined where it cannot be. */
export function describeFirstTime(
  cells: readonly string[],
  reading: TimeReading,
): string | undefined {
  const [first = '', second = ''] = cells;
  const time = previewTime(first, reading);
  if (!isPlausible(time)) return undefined;
  const step = previewTime(second, reading) - time;
  const verb = reading.moment === 'open' ? 'opens' : 'closes';
  const next = step > 0 ? `, the next one ${formatInterval(step)} later` : '';
  return `“${first}” is ${formatUtc(time)} UTC, when its bar ${verb}${next}.`;
}

/** Whether bars can be of that time: a wrong unit gives years like 1970 or 55981. */
function isPlausible(time: number): boolean {
  return time >= Date.UTC(1980, 0) && time < Date.UTC(2100, 0);
}
