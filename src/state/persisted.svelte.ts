import * as v from 'valibot';
import { parseJson } from '../core/parse-json';

/** A small value that survives a reload, in `localStorage`; only in memory where that is refused. */
export class Persisted<Value> {
  readonly #key: string;
  #current = $state.raw() as Value;

  /** Uses the stored value if it matches `schema`, else `initial`. */
  constructor(key: string, initial: Value, schema: v.GenericSchema<unknown, Value>) {
    this.#key = `tabquant.${key}`;
    this.#current = read(this.#key, schema) ?? initial;
  }

  get current(): Value {
    return this.#current;
  }

  set current(value: Value) {
    this.#current = value;
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Private browsing or full storage: the value lasts as long as the page.
    }
  }
}

function read<Value>(key: string, schema: v.GenericSchema<unknown, Value>): Value | undefined {
  try {
    const result = v.safeParse(schema, parseJson(localStorage.getItem(key) ?? 'null'));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
