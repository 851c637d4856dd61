import type { EpochMs } from '../../../../core/bars/bars';
import type { ComboboxOption } from '../../../controls/fields/match-options';

const offsetPattern = /^([+-])(\d{2}):?(\d{2})$/;
const utcNames = ['utc', 'gmt', 'z'];

/** Zones of exchanges and of those who keep their files by the clock on the wall. */
const common: readonly ComboboxOption[] = [
  { value: 'UTC' },
  { value: 'America/New_York', note: 'New York' },
  { value: 'America/Chicago', note: 'Chicago' },
  { value: 'Europe/London', note: 'London' },
  { value: 'Europe/Berlin', note: 'Berlin, Frankfurt, Paris' },
  { value: 'Asia/Kolkata', note: 'India' },
  { value: 'Asia/Shanghai', note: 'China' },
  { value: 'Asia/Tokyo', note: 'Tokyo' },
  { value: 'Australia/Sydney', note: 'Sydney' },
];

/** Returns the zones that can be chosen: common ones, offsets, then all that the browser knows. */
export function listZones(): ComboboxOption[] {
  const offsets = Array.from({ length: 27 }, (_, index) => {
    const hours = index - 12;
    const sign = hours < 0 ? '-' : '+';
    return { value: `${sign}${String(Math.abs(hours)).padStart(2, '0')}:00` };
  });
  const listed = new Set(common.map(({ value }) => value));
  const others = Intl.supportedValuesOf('timeZone').filter((zone) => !listed.has(zone));
  return [...common, ...offsets, ...others.map((value) => ({ value }))];
}

/** Whether a zone is one that times can be read in: `UTC`, an offset, or a name that the browser knows. */
export function isZone(zone: string): boolean {
  return !Number.isNaN(offsetOf(zone, 0));
}

/**
 * Returns by how many ms the clocks of `zone` are ahead of UTC when they show `local`, a time written as
 * if it were UTC; NaN for a zone that is not known.
 */
export function offsetOf(zone: string, local: EpochMs): number {
  if (utcNames.includes(zone.toLowerCase())) return 0;
  const [, sign, hours, minutes] = offsetPattern.exec(zone) ?? [];
  if (sign !== undefined) {
    const size = (Number(hours) * 60 + Number(minutes)) * 60_000;
    return sign === '-' ? -size : size;
  }
  // The offset is asked for at an instant, which is only known with the offset: the second guess is right.
  const guess = offsetAt(zone, local);
  return offsetAt(zone, local - guess);
}

/** Offset at an instant, by what the clocks of the zone show then. */
function offsetAt(zone: string, instant: EpochMs): number {
  if (zone === '' || Number.isNaN(instant)) return NaN;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, +value]));
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? NaN;
    const shown = Date.UTC(
      of('year'),
      of('month') - 1,
      of('day'),
      of('hour'),
      of('minute'),
      of('second'),
    );
    return shown - Math.floor(instant / 1000) * 1000;
  } catch {
    // A name that is no zone is refused by throwing.
    return NaN;
  }
}
