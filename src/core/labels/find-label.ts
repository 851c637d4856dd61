import { defaultsOf, type FieldValues, findFieldProblem } from '../fields';
import type { Label } from './label';
import { labels } from './list';

/** Returns what a label's probability says, and what to beware of, in sentences for people. */
export function describeMeaning({ meaning, caution }: Label): string {
  return caution === undefined ? meaning : `${meaning} ${caution}`;
}

/** Returns what a strategy must beware of with models of that label, in sentences for people; undefined if of nothing. */
export function findCaution(name: string): string | undefined {
  const label = findLabel(name);
  return label.caution === undefined ? undefined : describeMeaning(label);
}

/**
 * Returns the label that a name stands for: an entry of the list, or one with other numbers than its defaults, such as
 * `triple-barrier barrierWidth=1.5`. Throws `RangeError` where there is none.
 */
export function findLabel(name: string): Label {
  const { entry, values } = readLabelName(name);
  if (entry !== undefined && nameLabel(entry, values) === name) {
    return entry.name === name ? entry : { ...entry, ...entry.withValues?.(values), name };
  }
  const known = labels.map((label) => label.name).join(', ');
  throw new RangeError(
    `labels: label must be one of ${known}, with numbers that its fields allow, was ${name}`,
  );
}

/** Whether a name stands for a label. */
export function isLabel(name: string): boolean {
  const { entry, values } = readLabelName(name);
  return entry !== undefined && nameLabel(entry, values) === name;
}

/** Returns the name of an entry with these numbers; numbers that its fields do not allow count with their default. */
export function nameLabel({ name, fields = [] }: Label, values: FieldValues): string {
  const told = fields.flatMap((field) => {
    const value = values[field.name];
    const isTold = value !== field.default && findFieldProblem([field], values) === undefined;
    return isTold ? [` ${field.name}=${value}`] : [];
  });
  return name + told.join('');
}

/** Returns the entry that a label is made of, undefined where there is none, and its numbers. */
export function readLabelName(name: string): {
  readonly entry: Label | undefined;
  readonly values: FieldValues;
} {
  const [base, ...told] = name.split(' ');
  const entry = labels.find((label) => label.name === base);
  const given = told.map((part) => {
    const [field = '', value = ''] = part.split('=');
    return [field, Number(value)] as const;
  });
  return { entry, values: { ...defaultsOf(entry?.fields ?? []), ...Object.fromEntries(given) } };
}
