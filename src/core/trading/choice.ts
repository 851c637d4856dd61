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
  /** Texts of a choice beside its numbers; forms leave them to a panel of their own. */
  readonly texts?: readonly TextField[];
  /** Returns a name of a choice that its texts give it; undefined where they give none. */
  nameChoice?(choice: Choice): string | undefined;
  /** Returns what is wrong with values that are allowed one by one, but not together. */
  findProblem?(values: FieldValues): string | undefined;
}

interface TextField {
  readonly name: string;
  readonly default: string;
  readonly maxCharacters: number;
}

/** The kind of a chosen entry, with a number for each of its fields and its texts; plain data. */
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
  { kind, fields, texts = [] }: RuleEntry,
  values: Readonly<Record<string, number | string>> = {},
): Choice {
  const defaultTexts = Object.fromEntries(texts.map(({ name, default: text }) => [name, text]));
  return { ...defaultsOf(fields), ...defaultTexts, ...values, kind };
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
  const { fields, texts = [] } = entry;
  const names = [...fields, ...texts].map(({ name }) => name);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) return `${subject} ${kind} has no ${unknown}`;
  const problem = findFieldProblem(fields, values) ?? findTextProblem(texts, values);
  if (problem !== undefined) return `${subject} ${problem}`;
  return entry.findProblem?.(values as FieldValues);
}

function findTextProblem(
  texts: readonly TextField[],
  values: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const { name, maxCharacters } of texts) {
    const text = values[name];
    if (typeof text !== 'string') return `${name} must be a text, was ${typeof text}`;
    if (text.length > maxCharacters) {
      return `${name} must have at most ${maxCharacters} characters, has ${text.length}`;
    }
  }
  return undefined;
}
