import { formatInterval } from '../../../core/bars/interval';
import { isKnownZone } from '../../../core/bars/zone';

/** What is known of the zone of a column of times. */
interface ZoneEvidence {
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
interface ZoneVerdict {
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

/** A zone that a name speaks of. */
export interface ZoneHint {
  /** `UTC`, an offset such as `+09:00`, or an IANA name. */
  readonly zone: string;
  /** What says so: "utc+9". */
  readonly said: string;
  /** The name without it. */
  readonly rest: string;
}

/** The zone that the name of a file or column speaks of, such as "naive-utc+9" or "time (KST)". */
export function readZoneHint(name: string): ZoneHint | undefined {
  return readIanaHint(name) ?? readOffsetHint(name) ?? readWordHint(name);
}

function readIanaHint(name: string): ZoneHint | undefined {
  const found = ianaPattern.exec(name);
  if (found === null) return undefined;
  // "Europe_Berlin_spot": words are taken off the end until the rest is a zone.
  for (let city = found[2]; city !== ''; city = city.replace(/_?[^_]*$/, '')) {
    const zone = `${found[1]}/${city}`;
    if (!isKnownZone(zone)) continue;
    const said = found[0].slice(0, zone.length);
    return { zone: canonicalName(zone), said, rest: name.replace(said, ' ') };
  }
  return undefined;
}

function readOffsetHint(name: string): ZoneHint | undefined {
  const found = offsetPattern.exec(name);
  if (found === null) return undefined;
  const [said, sign, hours, minutes = '00'] = found;
  if (Number(hours) > 14) return undefined;
  const zone = `${sign === '+' ? '+' : '-'}${hours.padStart(2, '0')}:${minutes}`;
  return { zone: /^.00:00$/.test(zone) ? 'UTC' : zone, said, rest: name.replace(said, ' ') };
}

function readWordHint(name: string): ZoneHint | undefined {
  const spaced = name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  for (const [said] of spaced.matchAll(/\p{L}+/gu)) {
    const zone = zoneWords.get(said.toLowerCase());
    if (zone === undefined) continue;
    return { zone: zone === 'local' ? localZone() : zone, said, rest: spaced.replace(said, ' ') };
  }
  return undefined;
}

const ianaPattern =
  /(?<![a-z])(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)[/_-]([a-z]+(?:_[a-z]+)*)/i;

/** Not followed by more digits, which make it a date: "utc-2024-01". */
const offsetPattern = /(?:utc|gmt)\s*([+\-\u2212])\s*(\d{1,2})(?::?([0-5]\d))?(?![-_.]?\d)/i;

/** What people write for a zone; summer or winter is not taken literally. */
const zoneWords: ReadonlyMap<string, string> = new Map([
  ['utc', 'UTC'],
  ['gmt', 'UTC'],
  ['kst', '+09:00'],
  ['jst', '+09:00'],
  ['hkt', '+08:00'],
  ['sgt', '+08:00'],
  ['ist', '+05:30'],
  ['msk', '+03:00'],
  ['est', 'America/New_York'],
  ['edt', 'America/New_York'],
  ['cst', 'America/Chicago'],
  ['cdt', 'America/Chicago'],
  ['pst', 'America/Los_Angeles'],
  ['pdt', 'America/Los_Angeles'],
  ['cet', 'Europe/Berlin'],
  ['cest', 'Europe/Berlin'],
  ['bst', 'Europe/London'],
  ['aest', 'Australia/Sydney'],
  ['aedt', 'Australia/Sydney'],
  ['local', 'local'],
  ['localtime', 'local'],
]);

/** "Local" is taken as the zone of this machine. */
function localZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function canonicalName(zone: string): string {
  return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
}
