import { defaultsOf, findFieldProblem, type FieldValues, type NumberField } from '../fields';

/** What each entry of a list of trading rules declares; form, table and storage schema are made from it. */
export interface RuleEntry {
  /** Unique in its list; stored, so it must never change. */
  readonly kind: string;
  /** Its label in a form. */
  readonly label: string;
  /** One sentence. */
  readonly meaning: string;
  readonly fields: readonly NumberField[];
  /** Returns what is wrong with values that are allowed one by one, but not together. */
  findProblem?(values: FieldValues): string | undefined;
}

/** The kind of a chosen entry, with a number for each of its fields; plain data. */
export interface Choice {
  readonly kind: string;
  readonly [field: string]: string | number;
}

/** Returns the entry of `kind`; throws where the list has none. */
export function findEntry<Entry extends RuleEntry>(list: readonly Entry[], kind: string): Entry {
  const entry = list.find((candidate) => candidate.kind === kind);
  if (entry === undefined) throw new Error(`trading settings: there is no ${kind}`);
  return entry;
}

/** Returns the choice of an entry with the given values, and defaults for its other fields. */
export function choose(
  { kind, fields }: RuleEntry,
  values: Readonly<Record<string, number>> = {},
): Choice {
  return { ...defaultsOf(fields), ...values, kind };
}

/** Returns the numbers of a valid choice. */
export function valuesOf({ fields }: RuleEntry, choice: Choice): FieldValues {
  return Object.fromEntries(fields.map(({ name }) => [name, choice[name] as number]));
}

/**
 * Returns why `choice` is not a valid choice from `list`, or undefined where it is; `subject` names what it
 * chooses.
 */
export function findChoiceProblem(
  list: readonly RuleEntry[],
  choice: unknown,
  subject: string,
): string | undefined {
  const { kind, ...values } = Object(choice) as Choice;
  const entry = list.find((candidate) => candidate.kind === kind);
  if (entry === undefined) {
    const kinds = list.map((candidate) => candidate.kind).join(' or ');
    return `${subject} must be ${kinds}, was ${String(kind)}`;
  }
  const unknown = Object.keys(values).find((name) => !entry.fields.some((f) => f.name === name));
  if (unknown !== undefined) return `${subject} ${kind} has no ${unknown}`;
  const problem = findFieldProblem(entry.fields, values);
  if (problem !== undefined) return `${subject} ${problem}`;
  return entry.findProblem?.(values as FieldValues);
}
