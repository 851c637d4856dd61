import { formatCount } from '../core/format';
import type { OpenedResults } from '../../workers/api/data';

/** Returns what became of files of results, in sentences. */
export function describeOpened(opened: readonly OpenedResults[]): string {
  const sum = (count: (one: OpenedResults) => number): number =>
    opened.reduce((total, one) => total + count(one), 0);
  const name = (count: number, one: string, many: string): string =>
    `${formatCount(count)} ${count === 1 ? one : many}`;
  const tries = sum(({ searches }) => searches.reduce((all, one) => all + one.tries.length, 0));
  const [studies, known, left] = [
    sum((one) => one.studies),
    sum((one) => one.known),
    sum((one) => one.left),
  ];
  const missing = [...new Set(opened.flatMap((one) => one.missing))];
  const parts = [
    studies > 0 ? `${name(studies, 'study', 'studies')} (in Evaluate)` : [],
    tries > 0 ? `${name(tries, 'try', 'tries')} of a search (in Train)` : [],
  ].flat();
  const sentences = [
    parts.length > 0 ? `Opened ${parts.join(' and ')}.` : [],
    known > 0
      ? `${name(known, 'study', 'studies')} finished here before ${known === 1 ? 'stays as it was' : 'stay as they were'}.`
      : [],
    left > 0
      ? `Left out ${name(left, 'result', 'results')} of bars that are not in this library: ${missing.join(', ')}. Import them, and drop the file again.`
      : [],
  ].flat();
  return sentences.length > 0 ? sentences.join(' ') : 'The file has no results.';
}
