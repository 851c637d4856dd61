import { formatInterval } from '../../core/bars/interval';
import { readZoneHint, type ZoneHint } from './zone-hints';

/** What is known of the zone of a column of times. */
export interface ZoneEvidence {
  /** '' where the file names no columns. */
  readonly column: string;
  readonly file: string;
  /** What the column's name says. */
  readonly hint: ZoneHint | undefined;
  readonly isNaive: boolean;
  /** Times of the sample in ms as if they were UTC, moved to the open. */
  readonly times: Float64Array;
  readonly intervalMs: number;
}

/** The zone to take, and why a person should confirm it. */
export interface ZoneVerdict {
  readonly zone: string;
  readonly doubt?: string;
}

/**
 * Times that name no zone are UTC, unless the name of column or file says otherwise or bars of a day
 * begin at an odd hour; then the zone is a guess that a person has to confirm.
 */
export function doubtZone({
  column,
  file,
  hint,
  isNaive,
  times,
  intervalMs,
}: ZoneEvidence): ZoneVerdict {
  const ofColumn = hint ?? (column === '' ? undefined : readZoneHint(column));
  if (ofColumn !== undefined) {
    // Counts are UTC by their nature, but a name that contradicts it is worth a question.
    return ofColumn.zone === 'UTC' ? { zone: 'UTC' } : confirm(ofColumn, `the column "${column}"`);
  }
  if (!isNaive) return { zone: 'UTC' };
  const ofFile = readZoneHint(file.replace(/^.*[\\/]/, ''));
  if (ofFile !== undefined) {
    return ofFile.zone === 'UTC' ? { zone: 'UTC' } : confirm(ofFile, 'the file');
  }
  return doubtOddHour(times, intervalMs);
}

function confirm({ zone, said }: ZoneHint, where: string): ZoneVerdict {
  return {
    zone,
    doubt: `The name of ${where} says "${said}", but the times themselves name no zone.`,
  };
}

function doubtOddHour(times: Float64Array, intervalMs: number): ZoneVerdict {
  if (!(intervalMs >= dayMs) || intervalMs % dayMs !== 0) return { zone: 'UTC' };
  const finite = times.filter(Number.isFinite);
  const hour = (((finite[0] % dayMs) + dayMs) % dayMs) / hourMs;
  const isSame = finite.every((time) => (time - finite[0]) % dayMs === 0);
  if (finite.length < 2 || !isSame || hour === 0 || !Number.isInteger(hour)) return { zone: 'UTC' };
  // Bars of days begin at midnight UTC as a rule; this offset puts them there.
  const offset = hour <= 12 ? hour : hour - 24;
  const zone = `${offset > 0 ? '+' : '-'}${pad(Math.abs(offset))}:00`;
  return {
    zone,
    doubt:
      `Bars of ${formatInterval(intervalMs)} all begin at ${pad(hour)}:00 and the times name no zone: ` +
      `in ${zone} that is midnight UTC; as UTC it is midnight elsewhere.`,
  };
}

const hourMs = 3_600_000;
const dayMs = 86_400_000;

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
