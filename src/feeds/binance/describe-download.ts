import { countBars, type Bars } from '../../core/bars/bars';
import { formatUtc } from '../../core/bars/format-time';
import { listColumns, readColumn } from '../../core/bars/columns';
import type { ChosenRange } from './choose-range';
import { nameHost } from './give-up';

/** What is known of a download once it is done. */
export interface DownloadFacts {
  readonly range: ChosenRange;
  readonly fetched: Bars;
  /** The dataset that was extended, and how many of its bars were compared. */
  readonly extended?: { readonly base: Bars; readonly compared: number };
  readonly host: string;
  readonly requests: number;
}

/** What a person should know of a download, a line each. */
export function describeDownload(facts: DownloadFacts): string[] {
  const { range, fetched, extended, host, requests } = facts;
  const { openTime } = fetched;
  const first = openTime[0];
  const last = openTime[countBars(fetched) - 1];
  const notes = [
    `fetched from ${nameHost(host)} in ${requests} requests`,
    `bars that open from ${formatUtc(first)} to ${formatUtc(last)}`,
  ];
  if (first > range.from && extended === undefined) {
    notes.push(`there are no bars from ${formatUtc(range.from)} to ${formatUtc(first)}`);
  }
  if (range.isCutAtForming) notes.push('the bar that was still forming was left out');
  if (extended !== undefined) notes.push(...describeExtension(extended, fetched));
  return notes;
}

function describeExtension(
  { base, compared }: NonNullable<DownloadFacts['extended']>,
  fetched: Bars,
): string[] {
  const dropped = listColumns(fetched)
    .filter((column) => readColumn(base, column) === undefined)
    .map(({ name }) => name);
  return [
    `the last ${compared} bars before them agree with the exchange`,
    ...(dropped.length > 0
      ? [`${dropped.join(', ')} were left out: the bars before have none`]
      : []),
  ];
}
