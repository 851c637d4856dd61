import { closeTimeAliases, openTimeAliases, timeAliases } from '../columns/aliases';
import type { TimeUnit } from '../../../core/bars/times';
import { nameKey, type ReadName, splitWords } from '../columns/read-name';
import { readZoneHint, type ZoneHint } from './zone-hints';

/** A column whose name speaks of time. */
export interface TimeName {
  readonly position: number;
  /** Which moment the name says; undefined where it does not. */
  readonly moment: 'open' | 'close' | undefined;
  /** The lower the more specific. */
  readonly rank: number;
  readonly hint: ZoneHint | undefined;
  /** The unit in the name: "timestamp_ms". */
  readonly unit: TimeUnit | undefined;
}

/** Columns whose names speak of time, the most specific first; times of the close come last. */
export function findTimeNames(names: readonly ReadName[]): readonly TimeName[] {
  return names
    .flatMap((name, position) => {
      const found = readTimeName(name);
      return found === undefined ? [] : [{ position, ...found }];
    })
    .sort((a, b) => a.rank - b.rank);
}

/** Whether a name has a word of time in it: "timeHigh", "event_timestamp". */
export function speaksOfTime(name: string): boolean {
  return splitWords(name).some((word) => timeWords.has(word));
}

type NameWithoutPosition = Omit<TimeName, 'position'>;

function readTimeName(name: ReadName): NameWithoutPosition | undefined {
  const levels = name.levels.length > 1 ? name.levels : [];
  for (const text of [name.raw, ...levels]) {
    const found = rankTimeName(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

function rankTimeName(text: string): NameWithoutPosition | undefined {
  const plain = rankKey(nameKey(text));
  if (plain !== undefined) return { ...plain, hint: undefined, unit: undefined };
  const hint = readZoneHint(text);
  const words = splitWords(hint?.rest ?? text);
  const unit = words.map((word) => unitWords.get(word)).find((found) => found !== undefined);
  const ranked = rankKey(words.filter((word) => !unitWords.has(word)).join(''));
  if (ranked === undefined) return undefined;
  // Of "time (UTC)" and "time (KST)" the first is plainer.
  const penalty = hint === undefined || hint.zone === 'UTC' ? 0 : 0.5;
  return { ...ranked, rank: ranked.rank + penalty, hint, unit };
}

function rankKey(key: string): Pick<TimeName, 'moment' | 'rank'> | undefined {
  const groups = [
    [openTimeAliases, 'open', 0],
    [timeAliases, undefined, 1000],
    [closeTimeAliases, 'close', 2000],
  ] as const;
  for (const [aliases, moment, base] of groups) {
    const rank = aliases.indexOf(key);
    if (rank !== -1) return { moment, rank: base + rank };
  }
  return undefined;
}

const timeWords = new Set('time date datetime timestamp timestamps unix epoch ts'.split(' '));

const unitWords: ReadonlyMap<string, TimeUnit> = new Map([
  ...unitNames('s', 's sec secs second seconds'),
  ...unitNames('ms', 'ms msec msecs milli millis millisecond milliseconds'),
  ...unitNames('us', 'us usec micro micros microsecond microseconds µs μs'),
  ...unitNames('ns', 'ns nsec nano nanos nanosecond nanoseconds'),
]);

function unitNames(unit: TimeUnit, words: string): [string, TimeUnit][] {
  return words.split(' ').map((word) => [word, unit]);
}
