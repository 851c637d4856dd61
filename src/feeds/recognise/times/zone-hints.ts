import { isKnownZone } from '../../../core/bars/zone';

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
  /(?<![a-z])(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|US|Canada|Brazil)[/_-]([a-z]+(?:_[a-z]+)*)/i;

/** Whether a word for a zone is that of several: India's, Ireland's or Israel's time, America's or China's. */
export function isAmbiguousZone(text: string): boolean {
  return /\b(ist|cst|bst)\b/i.test(text);
}

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
  ['mst', 'America/Denver'],
  ['mdt', 'America/Denver'],
  ['cet', 'Europe/Berlin'],
  ['cest', 'Europe/Berlin'],
  ['eet', 'Europe/Athens'],
  ['eest', 'Europe/Athens'],
  ['wet', 'Europe/Lisbon'],
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
