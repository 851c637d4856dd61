import * as v from 'valibot';

/** A finite number. */
export const finite = v.pipe(v.number(), v.finite());

/** Returns the schema of a read-only object with these fields; further fields are dropped. */
/* @__NO_SIDE_EFFECTS__ */
export function record<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.object(entries), v.readonly());
}

/** Returns the schema of a read-only list. */
/* @__NO_SIDE_EFFECTS__ */
export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(v.array(item), v.readonly());
}
