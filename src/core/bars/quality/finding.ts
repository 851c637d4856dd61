import type { EpochMs } from '../bars';
import { isPlausibleTime } from './bad-time';
import {
  qualityChecks,
  type QualityCheck,
  type QualityFinding,
  type QualityHandling,
  type QualityPlace,
} from './report';

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
      handlings.indexOf(a.handling) - handlings.indexOf(b.handling),
  );
}

const handlings: readonly QualityHandling[] = ['left-out', 'corrected', 'kept'];
