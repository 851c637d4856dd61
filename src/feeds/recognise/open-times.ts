import { guessIntervalMs } from '../../core/bars/interval';
import type { TimeReading } from '../../core/column-mapping';
import { subtractInterval } from './close-times';
import { convertLocalTimes } from './local-times';
import { openZone } from './zone';

/**
 * Turns the clock readings of one market into times of the open, in place, and returns what a person
 * should know of it.
 */
export function convertToOpenTimes(
  times: Float64Array,
  { zone, moment }: TimeReading,
): readonly string[] {
  const notes: string[] = [];
  if (zone !== 'UTC') {
    const { skipped, repeated } = convertLocalTimes(times, openZone(zone));
    if (skipped > 0) {
      notes.push(
        `${count(skipped)} do not exist in ${zone}, whose clock was put forward: ` +
          'they are taken as if it had not been',
      );
    }
    if (repeated > 0) {
      notes.push(
        `${count(repeated)} occur twice in ${zone}, whose clock was put back: ` +
          'the order of the rows decides which is meant',
      );
    }
  }
  if (moment === 'close') {
    const intervalMs = guessInterval(times);
    if (intervalMs !== undefined) subtractInterval(times, intervalMs);
  }
  return notes;
}

/** Undefined where the times do not tell it, as a single one does not. */
function guessInterval(times: Float64Array): number | undefined {
  const ordered = times.filter(Number.isFinite).sort();
  const hasTwo = ordered.length > 1 && ordered[0] < ordered[ordered.length - 1];
  return hasTwo ? guessIntervalMs(ordered) : undefined;
}

function count(times: number): string {
  return times === 1 ? '1 time does' : `${times.toLocaleString('en-US')} times`;
}
