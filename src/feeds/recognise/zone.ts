import { ImportError } from '../import-error';

/** A time zone: `UTC`, an offset such as `+09:00`, or an IANA name. */
export interface Zone {
  readonly name: string;
  /** Its clock minus UTC at an instant, in ms. */
  offsetAt(epochMs: number): number;
}

/** Throws `ImportError` for a name that is no zone. */
export function openZone(name: string): Zone {
  const fixed = readOffset(name);
  if (fixed !== undefined) return { name, offsetAt: () => fixed };
  if (!isKnownZone(name)) {
    throw new ImportError(
      `"${name}" is no time zone. Write UTC, an offset such as +09:00, or a name such as Europe/Berlin.`,
    );
  }
  return { name, offsetAt: rememberByHour(readIanaOffset(name)) };
}

/** Whether a zone has this name; upper and lower case are the same. */
export function isKnownZone(name: string): boolean {
  if (readOffset(name) !== undefined) return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Offset in ms of `UTC`, `Z`, `+09:00`, `-0530` or `+9`; undefined for anything else. */
export function readOffset(text: string): number | undefined {
  if (/^(utc|gmt|z)$/i.test(text)) return 0;
  const found = /^(?:utc|gmt)?\s*([+\-\u2212])(\d{1,2})(?::?([0-5]\d))?(?::?([0-5]\d))?$/i.exec(
    text,
  );
  if (found === null || Number(found[2]) > 15) return undefined;
  const [, sign, hours, minutes = '0', seconds = '0'] = found;
  const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return (sign === '+' ? size : -size) * 1000;
}

/** Asks the browser, which knows every zone's rules; some microseconds a call. */
function readIanaOffset(name: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  return (epochMs) => {
    const parts = format.formatToParts(epochMs);
    const offset = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    return readOffset(offset) ?? 0;
  };
}

/** Zones change their offset on quarter hours only. */
function rememberByHour(read: (epochMs: number) => number): (epochMs: number) => number {
  const quarterMs = 900_000;
  const known = new Map<number, number>();
  return (epochMs) => {
    if (!Number.isFinite(epochMs) || Math.abs(epochMs) > 8.64e15) return 0;
    const quarter = Math.floor(epochMs / quarterMs);
    const found = known.get(quarter);
    if (found !== undefined) return found;
    const offset = read(epochMs);
    known.set(quarter, offset);
    return offset;
  };
}
