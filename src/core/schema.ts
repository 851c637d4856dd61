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
