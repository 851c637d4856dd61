/** A small value that survives a reload, in `localStorage`; a copy in memory where that is refused. */
export class Persisted<Value> {
  readonly #key: string;
  #current = $state.raw() as Value;

  /** `parse` turns what was stored into a value, or undefined when it is not usable any more. */
  constructor(key: string, initial: Value, parse: (stored: unknown) => Value | undefined) {
    this.#key = `tabquant.${key}`;
    this.#current = read(this.#key, parse) ?? initial;
  }

  get current(): Value {
    return this.#current;
  }

  set current(value: Value) {
    this.#current = value;
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Private browsing or a full store: the value lives as long as the page does.
    }
  }
}

function read<Value>(key: string, parse: (stored: unknown) => Value | undefined) {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Accepts a stored object that has the shape of `defaults`; fields it lacks keep their default. */
export function likeDefaults<Value extends object>(defaults: Value) {
  return (stored: unknown): Value | undefined => {
    if (typeof stored !== 'object' || stored === null) return undefined;
    const merged = { ...defaults } as Record<string, unknown>;
    for (const [key, value] of Object.entries(stored)) {
      const expected = merged[key];
      if (expected === undefined || typeof expected === typeof value) merged[key] = value;
    }
    return merged as Value;
  };
}
