import * as v from 'valibot';

/** A finite number. */
export const finite = v.pipe(
  v.number('must be a finite number'),
  v.finite('must be a finite number'),
);

/** Any number: a figure that is undefined is NaN, which a database holds as well. */
export const figure = v.custom<number>((value) => typeof value === 'number', 'must be a number');

export const float32 = v.custom<Float32Array>(
  (value) => value instanceof Float32Array,
  'must be an array of float32',
);

/** A schema of a type that the compiler holds it to, field by field. */
export type SchemaOf<Type> = v.GenericSchema<unknown, Type>;

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
