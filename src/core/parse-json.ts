/** Keys by which data could reach what all objects inherit, once it is copied into another object. */
const refusedKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a text may have such a key, escapes included; most have none, and are parsed at full speed. */
const suspicious = /__proto__|"constructor"|"prototype"|\\u00/;

/**
 * Returns what a JSON text from outside holds (file, network, address, storage, imported model or account), without the
 * keys `__proto__`, `constructor` and `prototype` at any depth. Nothing else of the program parses JSON. `revive` may
 * replace each value, innermost first. Throws `SyntaxError`, as `JSON.parse` does.
 */
export function parseJson(text: string, revive?: (value: unknown) => unknown): unknown {
  // eslint-disable-next-line no-restricted-properties -- the one place
  const { parse } = JSON;
  if (!suspicious.test(text)) {
    return revive === undefined ? parse(text) : parse(text, (_, value) => revive(value));
  }
  return parse(text, (key, value: unknown) => {
    // What a reviver returns as undefined is removed.
    if (refusedKeys.has(key)) return undefined;
    return revive === undefined ? value : revive(value);
  });
}

/** Whether a text is JSON. */
export function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}
