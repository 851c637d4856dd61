import { writeCanonicalJson } from './canonical-json';
import { isJson, parseJson } from './parse-json';

/** A thing that a person named, such as a rule of their own. */
interface Named {
  readonly name: string;
}

/**
 * Returns the settings that change where those of a file, `there`, are put beside those of this browser: texts of JSON by their names. What is
 * not here is taken. Lists are joined, and of two things with one name both are kept, that of the file with `(2)`; of records by series, such
 * as lines in charts, those that are not here are taken. Any other choice stays as it is here.
 */
export function mergeSettings(
  here: Readonly<Record<string, string>>,
  there: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const changes = Object.entries(there).flatMap(([name, text]) => {
    if (!Object.hasOwn(here, name)) return isJson(text) ? [[name, text] as const] : [];
    if (here[name] === text || !isJson(text) || !isJson(here[name])) return [];
    const merged = mergeValues(parseJson(here[name]), parseJson(text));
    const changed = JSON.stringify(merged);
    return changed === here[name] ? [] : [[name, changed] as const];
  });
  return Object.fromEntries(changes);
}

function mergeValues(here: unknown, there: unknown): unknown {
  if (Array.isArray(here) && Array.isArray(there)) return joinLists(here, there);
  if (isSeriesRecord(here) && isSeriesRecord(there)) {
    const names = [...new Set([...Object.keys(here), ...Object.keys(there)])];
    return Object.fromEntries(
      names.map((name) => [name, joinLists(here[name] ?? [], there[name] ?? [])]),
    );
  }
  return here;
}

/** A record of lists of numbers, as that of lines in charts. */
function isSeriesRecord(value: unknown): value is Readonly<Record<string, readonly number[]>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(
      (one) => Array.isArray(one) && one.every((number) => typeof number === 'number'),
    )
  );
}

function joinLists(here: readonly unknown[], there: readonly unknown[]): unknown[] {
  const known = new Set(here.map((one) => writeCanonicalJson(one)));
  const names = new Set(here.flatMap((one) => (isNamed(one) ? one.name : [])));
  const added = there
    .map((one) => {
      if (known.has(writeCanonicalJson(one)) || !isNamed(one) || !names.has(one.name)) return one;
      return { ...one, name: `${one.name} (2)` };
    })
    .filter((one) => !known.has(writeCanonicalJson(one)));
  return [...here, ...added];
}

function isNamed(value: unknown): value is Named {
  return typeof (value as Partial<Named> | null)?.name === 'string';
}
