import type { EpochMs } from '../bars';
import { isPlausibleTime } from '../times';

/** What a check can find, in the order in which a report lists it. */
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
  'no-trade',
  'disorder',
  'duplicate',
  'conflict',
  // Bars that are kept as they are.
  'gap',
  'zero-volume',
  'unknown-amount',
  'outlier',
  'constant-stretch',
  'quote-volume-mismatch',
] as const;

export type QualityCheck = (typeof qualityChecks)[number];

/** What was done about a finding: rows left out, rows sorted or dropped, or bars kept unchanged. */
export const qualityHandlings = ['left-out', 'corrected', 'kept'] as const;

export type QualityHandling = (typeof qualityHandlings)[number];

/** One check that found something. */
export interface QualityFinding {
  readonly check: QualityCheck;
  readonly handling: QualityHandling;
  /** How many rows or bars; for the check `gap`, how many gaps. */
  readonly count: number;
  readonly first: QualityPlace;
}

export interface QualityPlace {
  /** Open time of the bar; undefined when it cannot be read. */
  readonly time?: EpochMs;
  /** File and row, for people: "btc.csv, row 12"; '' for bars that are no longer linked to a file. */
  readonly where: string;
  /** The values in question, for people: "high 1 under low 99.9". */
  readonly detail: string;
}

/** What the checks of a dataset found. */
export interface QualityReport {
  /** In the order of `qualityChecks`, each at most once for each handling. */
  readonly findings: readonly QualityFinding[];
  /** Rows that were read, those left out or dropped included. */
  readonly rows: number;
}

/** Returns the place of a row, without its time where that cannot be the time of a bar. */
export function placeRow(time: EpochMs, where: string, detail: string): QualityPlace {
  return isPlausibleTime(time) ? { time, where, detail } : { where, detail };
}

/** Returns a finding about bars that are no longer linked to a file. */
export function findInBars(
  check: QualityCheck,
  count: number,
  time: EpochMs,
  detail: string,
): QualityFinding {
  return { check, handling: 'kept', count, first: { time, where: '', detail } };
}

/**
 * Combines the findings of several parts: in the order of `qualityChecks`, with the counts of one check and
 * handling added up, and the place from the first part that has the finding.
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
