import { guessTimeUnit, isPlausibleTime, toEpochMs } from '../../core/bars/times';
import { ImportError } from '../import-error';
import { parseJson } from '../../core/parse-json';

/** What the notes beside a model say of it; each is absent where they do not. */
export interface ModelNotes {
  /** Columns that it reads, in their order. */
  readonly columns?: readonly string[];
  readonly windowBars?: number;
  readonly horizonBars?: number;
  readonly symbol?: string;
  readonly intervalMs?: number;
  /** Time of the last bar that it learned from, as the notes say it. */
  readonly trainedTo?: number;
}

/** Names by which scripts call these, in lower case without signs. */
const names = {
  columns: 'features featurecols featurecolumns featurenames featurelist columns cols inputs',
  windowBars: 'window windowsize windowbars seqlen seqlength sequencelength lookback lookbackbars',
  horizonBars:
    'horizon horizonbars horizonminutes predictionhorizon predhorizon labelhorizon forecasthorizon',
  symbol: 'symbol ticker pair market',
  interval: 'interval timeframe barinterval',
  trainedTo: 'trainend trainedto trainto trainuntil trainingend trainenddate trainendtime',
} as const;

/** Notes in notes are read to this depth. */
const maxDepth = 3;

/** Returns what a JSON text says of a model; throws `ImportError` where it is no JSON, or says something that cannot be. */
export function readMeta(text: string, file: string): ModelNotes {
  let root: unknown;
  try {
    root = parseJson(text);
  } catch {
    throw new ImportError(`${file} is no JSON.`);
  }
  return readNotes(listEntries(root), file);
}

/** Returns what named values say of a model; throws `ImportError` where one cannot be. */
export function readNotes(
  entries: Iterable<readonly [unknown, unknown]>,
  file: string,
): ModelNotes {
  const values = new Map<string, unknown>();
  collect(entries, values, 0);
  const find = (list: string): unknown =>
    list
      .split(' ')
      .map((name) => values.get(name))
      .find((value) => value !== undefined);
  const refuse = (name: string, value: unknown): never => {
    throw new ImportError(`${file}: ${name} cannot be ${JSON.stringify(value).slice(0, 80)}.`);
  };
  const readWhole = (name: string, value: unknown): number | undefined => {
    if (value === undefined || value === null) return undefined;
    return Number.isInteger(value) && (value as number) > 0
      ? (value as number)
      : refuse(name, value);
  };
  const columns = find(names.columns);
  const symbol = find(names.symbol);
  const interval = find(names.interval);
  const trainedTo = find(names.trainedTo);
  const notes = {
    columns: isTexts(columns) ? columns : undefined,
    windowBars: readWhole('the window', find(names.windowBars)),
    horizonBars: readWhole('the horizon', find(names.horizonBars)),
    symbol: typeof symbol === 'string' ? symbol.slice(0, 60) : undefined,
    intervalMs:
      interval === undefined
        ? undefined
        : (readInterval(interval) ?? refuse('the interval', interval)),
    trainedTo:
      trainedTo === undefined || trainedTo === null
        ? undefined
        : (readTime(trainedTo) ?? refuse('the end of training', trainedTo)),
  };
  return Object.fromEntries(Object.entries(notes).filter(([, value]) => value !== undefined));
}

/** Adds values by their names in lower case without signs; the outermost of a name counts. */
function collect(
  entries: Iterable<readonly [unknown, unknown]>,
  values: Map<string, unknown>,
  depth: number,
): void {
  const inner: unknown[] = [];
  for (const [name, value] of entries) {
    const plain = String(name)
      .toLowerCase()
      .replace(/[^a-z]/g, '');
    if (!values.has(plain)) values.set(plain, value);
    inner.push(value);
  }
  if (depth === maxDepth) return;
  for (const value of inner) collect(listEntries(value), values, depth + 1);
}

/** The names and values of an object or `Map`; none of anything else. */
function listEntries(value: unknown): Iterable<readonly [unknown, unknown]> {
  if (value instanceof Map) return value as ReadonlyMap<unknown, unknown>;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.entries(value) : [];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}

const unitsMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `1m`, `15min`, `1h`. */
function readInterval(value: unknown): number | undefined {
  const found = /^(\d+) ?(s|m|h|d)(in|inutes?|our|ours|ay|ays|ec)?$/i.exec(String(value).trim());
  return found === null ? undefined : Number(found[1]) * unitsMs[found[2].toLowerCase()];
}

/** A count since the epoch, or a date; a date without a time is its last millisecond, and one without a zone is UTC. */
function readTime(value: unknown): number | undefined {
  if (typeof value === 'number') return keepPlausible(toEpochMs(value, guessTimeUnit(value)));
  if (typeof value !== 'string') return undefined;
  const text = value.trim().replace(' ', 'T');
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  if (!isDate && !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text);
  const time = Date.parse(isDate ? `${text}T23:59:59.999Z` : hasZone ? text : `${text}Z`);
  return keepPlausible(time);
}

function keepPlausible(time: number): number | undefined {
  return isPlausibleTime(time) ? time : undefined;
}
