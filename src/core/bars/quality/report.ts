import type { EpochMs } from '../bars';
import { isPlausibleTime } from '../times';

/** What can be odd about bars, in the order in which a report lists it. */
export const qualityChecks = [
  // Rows that cannot be bars.
  'not-a-number',
  'non-positive-price',
  'high-below-low',
  'outside-range',
  'bad-volume',
  'bad-time',
  'off-grid',
  // Rows that were corrected.
  'disorder',
  'duplicate',
  'conflict',
  // Bars that are kept as they are.
  'gap',
  'zero-volume',
  'outlier',
  'constant-stretch',
  'quote-volume-mismatch',
] as const;

export type QualityCheck = (typeof qualityChecks)[number];

/** What was done about it: rows left out, rows put in order or dropped, or bars kept as they are. */
export const qualityHandlings = ['left-out', 'corrected', 'kept'] as const;

export type QualityHandling = (typeof qualityHandlings)[number];

/** One check that found something. */
export interface QualityFinding {
  readonly check: QualityCheck;
  readonly handling: QualityHandling;
  /** Rows or bars; of `gap`, gaps. */
  readonly count: number;
  readonly first: QualityPlace;
}

export interface QualityPlace {
  /** Open time of the bar; undefined when it cannot be read. */
  readonly time?: EpochMs;
  /** Where the row stands, for people: "btc.csv, row 12"; '' for bars of no file. */
  readonly where: string;
  /** The values in question, for people: "high 1 under low 99.9". */
  readonly detail: string;
}

/** What the checks of a dataset found. Nothing found is `findings: []`. */
export interface QualityReport {
  /** In the order of `qualityChecks`, each at most once for each handling. */
  readonly findings: readonly QualityFinding[];
  /** Rows that were read, those left out or dropped included. */
  readonly rows: number;
}

/** Returns the place of a row; its time is left out where it cannot be one. */
export function placeRow(time: EpochMs, where: string, detail: string): QualityPlace {
  return isPlausibleTime(time) ? { time, where, detail } : { where, detail };
}

/** Returns a finding about bars that belong to no file any more. */
export function findInBars(
  check: QualityCheck,
  count: number,
  time: EpochMs,
  detail: string,
): QualityFinding {
  return { check, handling: 'kept', count, first: { time, where: '', detail } };
}

/**
 * Returns the findings of several parts as those of the whole: in the order of `qualityChecks`, those of
 * one check and handling summed, with the first place of the earliest part that has it.
 */
export function combineFindings(parts: readonly (readonly QualityFinding[])[]): QualityFinding[] {
  const combined = new Map<string, QualityFinding>();
  for (const finding of parts.flat()) {
    const key = `${finding.check} ${finding.handling}`;
    const before = combined.get(key);
    const count = (before?.count ?? 0) + finding.count;
    combined.set(key, { ...(before ?? finding), count });
  }
  return [...combined.values()].sort(
    (a, b) =>
      qualityChecks.indexOf(a.check) - qualityChecks.indexOf(b.check) ||
      qualityHandlings.indexOf(a.handling) - qualityHandlings.indexOf(b.handling),
  );
}
