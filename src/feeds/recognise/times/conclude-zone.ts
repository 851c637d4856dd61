import { formatInterval } from '../../../core/bars/interval';
import { readOffset } from '../../../core/bars/zone';
import { conclude, type Conclusion } from '../evidence';
import { isAmbiguousZone, readZoneHint, type ZoneHint } from './zone-hints';

/** What is known of the zone of a column of times. */
interface ZoneEvidence {
  /** '' where the file names no columns. */
  readonly column: string;
  readonly file: string;
  /** What the column's name says. */
  readonly hint: ZoneHint | undefined;
  /** What the file says beside its cells, such as `Meta Data`, or the values of a column of zones. */
  readonly said: readonly string[];
  /** A zone that a sentence below the rows speaks of. */
  readonly possible: string | undefined;
  /** Whether the times are dates alone. */
  readonly isDay: boolean;
  /** Zones that the cells name after a time. */
  readonly zones: readonly string[];
  readonly isNaive: boolean;
  /** Times of the sample in ms as if they were UTC, moved to the open. */
  readonly times: Float64Array;
  readonly intervalMs: number;
}

/**
 * Concludes the zone of times that name none: what the cells or the file itself say is taken; what only a name says,
 * or bars of a day that begin at an odd hour, is a guess that a person has to confirm; else it is UTC.
 */
export function concludeZone(evidence: ZoneEvidence): Conclusion<string> {
  const { column, file, hint, zones, isNaive, times, intervalMs } = evidence;
  if (zones.length === 1) return tell(zones[0], `the times name the zone ${zones[0]}`);
  const ofFileItself = isNaive ? concludeSaid(evidence.said) : undefined;
  if (ofFileItself !== undefined) return ofFileItself;
  const ofColumn = hint ?? (column === '' ? undefined : readZoneHint(column));
  if (ofColumn !== undefined) {
    // Counts are UTC by their nature, but a name that contradicts it is worth a question.
    return ofColumn.zone === 'UTC' ? conclude('UTC') : confirm(ofColumn, `the column "${column}"`);
  }
  if (!isNaive) return conclude('UTC');
  const unknown = evidence.isDay ? undefined : readBracketedWord(column);
  if (unknown !== undefined) {
    const doubt = `Column "${column}" says "${unknown}", which is no zone that is known: choose the zone of its times.`;
    return { ...conclude('UTC'), doubt };
  }
  const { possible } = evidence;
  const ofSentence = possible === undefined ? undefined : readZoneHint(possible);
  if (ofSentence !== undefined && ofSentence.zone !== 'UTC') {
    return {
      ...askBeside(ofSentence.zone, [
        { speaks: 'for', text: `a line below the rows says "${ofSentence.said}"` },
      ]),
      doubt:
        `A line below the rows says "${ofSentence.said}", which may be the zone of the rows or only of that line, ` +
        'and the times themselves name no zone.',
    };
  }
  const ofProgram = readLeanZone(file) ?? readHistDataZone(file);
  if (ofProgram !== undefined) return ofProgram;
  const ofFile = readZoneHint(file.replace(/^.*[\\/]/, ''));
  if (ofFile !== undefined) {
    return ofFile.zone === 'UTC' ? conclude('UTC') : confirm(ofFile, 'the file');
  }
  return doubtOddHour(times, intervalMs);
}

/** What the file says of its zone, where it says one thing; a question where it says several, or nothing known. */
function concludeSaid(said: readonly string[]): Conclusion<string> | undefined {
  if (said.length === 0) return undefined;
  const texts = said.slice(0, 3).join(', ');
  const zones = [...new Set(said.map(readSaidZone))];
  const [zone] = zones;
  if (zones.length > 1) {
    const [first = 'UTC', ...others] = zones.filter((known) => known !== undefined);
    return {
      ...askBeside(first, []),
      others: [...new Set([...others, 'UTC'])]
        .filter((other) => other !== first)
        .map((other) => ({ value: other, label: `times are of ${other}`, evidence: [] })),
      doubt: `The file names several zones (${texts}), of which one can be taken for all times.`,
    };
  }
  if (zone === undefined) {
    const doubt = `The file says that its zone is "${texts}", which is no zone that is known: choose it.`;
    return { ...conclude('UTC'), doubt };
  }
  const told = tell(zone, `the file says that its zone is ${texts}`);
  return said.some(isAmbiguousZone)
    ? { ...told, doubt: `The file says "${texts}", which is the name of several zones.` }
    : told;
}

/** "XYZ" of "Time (XYZ)", unless it is a unit, a form of dates or a moment. */
function readBracketedWord(column: string): string | undefined {
  const word = /[([{]\s*(\p{L}{2,})\s*[)\]}]\s*$/u.exec(column)?.[1];
  return word === undefined || plainWords.test(word) ? undefined : word;
}

const plainWords =
  /^(s|secs?|seconds?|ms|msecs?|millis?|milliseconds?|us|µs|micros?|microseconds?|ns|nanos?|nanoseconds?|[ymdhs]+|open|close|start|end|begin|iso|unix|epoch|timestamp|date|time|datetime|index|hours?|minutes?|mins?|days?)$/i;

/** HistData's names: "DAT_ASCII_EURUSD_M1_2024.csv". */
function readHistDataZone(file: string): Conclusion<string> | undefined {
  if (!/(^|[\\/])DAT_[A-Z]+_[A-Z0-9]+_(M1|T)/.test(file)) return undefined;
  const text = 'the name is one of HistData, whose times are those of New York without summer time';
  return {
    ...askBeside('-05:00', [{ speaks: 'for', text }]),
    doubt:
      'The name is one of HistData, whose times are those of New York without summer time (−05:00).',
  };
}

function tell(zone: string, text: string): Conclusion<string> {
  return { ...conclude(zone, [{ speaks: 'for', text }]), note: text };
}

function readSaidZone(said: string): string | undefined {
  const text = said.trim();
  if (readOffset(text) !== undefined) return /^(utc|gmt|z)$/i.test(text) ? 'UTC' : text;
  const place = zonePlaces.find(([words]) => words.test(text));
  return readZoneHint(text)?.zone ?? place?.[1];
}

/** What files call zones in words. */
const zonePlaces: readonly (readonly [RegExp, string])[] = [
  [/eastern|new.?york/i, 'America/New_York'],
  [/pacific/i, 'America/Los_Angeles'],
  [/london/i, 'Europe/London'],
  [/berlin|frankfurt|central european/i, 'Europe/Berlin'],
  [/central|chicago/i, 'America/Chicago'],
  [/moscow/i, 'Europe/Moscow'],
  [/tokyo|japan/i, 'Asia/Tokyo'],
  [/seoul|korea/i, 'Asia/Seoul'],
  [/hong.?kong/i, 'Asia/Hong_Kong'],
  [/shanghai|beijing|china/i, 'Asia/Shanghai'],
];

function confirm({ zone, said }: ZoneHint, where: string): Conclusion<string> {
  const text = `the name of ${where} says "${said}"`;
  return {
    ...askBeside(zone, [{ speaks: 'for', text }]),
    doubt: `The name of ${where} says "${said}", but the times themselves name no zone.`,
  };
}

/** A zone that is a guess, with UTC as what it could be instead. */
function askBeside(zone: string, evidence: Conclusion<string>['evidence']): Conclusion<string> {
  return {
    value: zone,
    label: `times are of ${zone}`,
    evidence,
    others: [{ value: 'UTC', label: 'times are UTC', evidence: [] }],
  };
}

/** QuantConnect's files count from the midnight of New York for shares, of UTC for coins. */
function readLeanZone(file: string): Conclusion<string> | undefined {
  if (!leanName.test(file)) return undefined;
  if (leanNewYork.test(file)) {
    return tell(
      'America/New_York',
      'the name is one of QuantConnect, whose times of shares are those of New York',
    );
  }
  if (leanUtc.test(file))
    return tell('UTC', 'the name is one of QuantConnect, whose times of coins are UTC');
  return {
    ...askBeside('America/New_York', []),
    doubt:
      'The name is one of QuantConnect, whose times are those of New York for shares and UTC for coins, but it does ' +
      'not say which these are.',
  };
}

const leanName =
  /(^|[\\/_\s])(equity|option|future|index|crypto|cryptofuture|forex|cfd)[\\/_][a-z]+[\\/_](minute|second|hour|daily|tick)(?![a-z])|(?<!\d)\d{8}_[^\\/]*(minute|second|tick|trade|quote)[^\\/]*\.(zip|csv)/i;
const leanNewYork = /(^|[\\/_\s])(equity|option|future|index|futureoption|indexoption)[\\/_]/i;
const leanUtc = /(^|[\\/_\s])crypto(future)?[\\/_]/i;

function doubtOddHour(times: Float64Array, intervalMs: number): Conclusion<string> {
  if (!(intervalMs >= dayMs) || intervalMs % dayMs !== 0) return conclude('UTC');
  const finite = times.filter(Number.isFinite);
  const hour = (((finite[0] % dayMs) + dayMs) % dayMs) / hourMs;
  const isSame = finite.every((time) => (time - finite[0]) % dayMs === 0);
  if (finite.length < 2 || !isSame || hour === 0 || !Number.isInteger(hour)) return conclude('UTC');
  // Bars of days begin at midnight UTC as a rule; this offset puts them there.
  const offset = hour <= 12 ? hour : hour - 24;
  const zone = `${offset > 0 ? '+' : '-'}${pad(Math.abs(offset))}:00`;
  const text = `in ${zone} bars of ${formatInterval(intervalMs)} begin at midnight UTC`;
  return {
    ...askBeside(zone, [{ speaks: 'for', text }]),
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
