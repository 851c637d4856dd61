import * as v from 'valibot';

/** A finite number: what JSON, a database and a form can all hold. */
export const finite = v.pipe(v.number(), v.finite());

/** A schema of an object with these fields, whose type is read-only; further fields are let pass. */
/* @__NO_SIDE_EFFECTS__ */
export function record<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.object(entries), v.readonly());
}

/** A schema of a list, whose type is read-only. */
/* @__NO_SIDE_EFFECTS__ */
export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(v.array(item), v.readonly());
}

/**
 * Returns a value that came from outside, as its schema says it. Throws an error that says of what, where
 * and which value was wrong: `account file: trades.3.exitPrice must be number, was "12"`.
 */
export function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  subject: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  throw new Error(`${subject}: ${describeIssue(result.issues[0])}`);
}

/** Says what is wrong with a value, beginning with the path to it: `from must be number, was "today"`. */
export function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'it';
  if (issue.expected === null) return `${path}: ${issue.message}`;
  return `${path} must be ${issue.expected}, was ${issue.received}`;
}
