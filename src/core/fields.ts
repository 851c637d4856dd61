/**
 * A number that a person may choose, with its default, limits and wording. Forms, checks and storage schemas
 * are all made from lists of these.
 */
export interface NumberField<Name extends string = string> {
  readonly name: Name;
  /** Its label in a form. */
  readonly label: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** What the arrow keys add; 1 when left out. */
  readonly step?: number;
  readonly isWhole?: boolean;
  /** Whether a form shows it in percent, as its label says; the numbers here are fractions. */
  readonly isPercent?: boolean;
  /** Whether a form shows it in groups of three: 10,000. */
  readonly isGrouped?: boolean;
  /** Where a map of this setting begins and ends, unless a person says otherwise. */
  readonly mapped?: { readonly from: number; readonly to: number };
  /** Narrower limits for the form, which depend on the other values. */
  limits?(values: FieldValues): { readonly min?: number; readonly max?: number };
  /** A sentence below the field. */
  readonly hint?: string | ((values: FieldValues<Name>) => string);
}

/** One number per field. */
export type FieldValues<Name extends string = string> = Readonly<Record<Name, number>>;

/** Returns the default of each field, by name. */
export function defaultsOf<Name extends string>(
  fields: readonly NumberField<Name>[],
): FieldValues<Name> {
  const defaults = fields.map((field) => [field.name, field.default]);
  return Object.fromEntries(defaults) as FieldValues<Name>;
}

/** Returns what is wrong with the first value that its field does not allow; undefined where all are allowed. */
export function findFieldProblem(
  fields: readonly NumberField[],
  values: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const { name, min, max, isWhole = false } of fields) {
    const value = values[name];
    const isAllowed =
      typeof value === 'number' &&
      value >= min &&
      value <= max &&
      (!isWhole || Number.isInteger(value));
    if (isAllowed) continue;
    const kind = isWhole ? 'a whole number' : 'a number';
    return `${name} must be ${kind} from ${min} to ${max}, was ${String(value)}`;
  }
  return undefined;
}

/** Returns the sentence below a field, for these values. */
export function hintOf(field: NumberField, values: FieldValues): string | undefined {
  return typeof field.hint === 'function' ? field.hint(values) : field.hint;
}
