import { defaultsOf, findFieldProblem, type FieldValues, type NumberField } from '../fields';

/** What an entry of a list of trading rules says of itself; form, table and storage follow from it. */
export interface RuleEntry {
  /** Unique in its list; stored. */
  readonly kind: string;
  /** What a list of choices calls it. */
  readonly label: string;
  /** One sentence. */
  readonly meaning: string;
  readonly fields: readonly NumberField[];
  /** Returns what is wrong with values that their fields allow one by one. */
  findProblem?(values: FieldValues): string | undefined;
}

/** An entry that was chosen, by its kind, and a number for each of its fields; plain data. */
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

/** Returns the choice of an entry with the values given and the defaults of its other fields. */
export function choose(
  { kind, fields }: RuleEntry,
  values: Readonly<Record<string, number>> = {},
): Choice {
  return { ...defaultsOf(fields), ...values, kind };
}

/** Returns the numbers of a choice that `findChoiceProblem` has nothing against. */
export function valuesOf({ fields }: RuleEntry, choice: Choice): FieldValues {
  return Object.fromEntries(fields.map(({ name }) => [name, choice[name] as number]));
}

/** Returns why `choice` is none of a list, or undefined where it is one; `subject` is what it chooses. */
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
