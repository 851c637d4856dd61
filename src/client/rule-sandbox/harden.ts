/** What JavaScript itself has and a rule may use. Neither clock nor chance: the same bars give the same decisions. */
const keptGlobals = new Set<PropertyKey>([
  'Array',
  'BigInt',
  'Boolean',
  'Error',
  'EvalError',
  'Function',
  'Infinity',
  'JSON',
  'Map',
  'Math',
  'NaN',
  'Number',
  'Object',
  'RangeError',
  'ReferenceError',
  'RegExp',
  'Set',
  'String',
  'Symbol',
  'SyntaxError',
  'TypeError',
  'URIError',
  'globalThis',
  'isFinite',
  'isNaN',
  'parseFloat',
  'parseInt',
  'undefined',
]);

// Kept here, since their holder is removed as well.
const { ownKeys, deleteProperty, defineProperty } = Reflect;

/** Functions that fill memory faster than a time limit ends them, of no use to a rule. */
const bulkFunctions: readonly (readonly [object, readonly string[]])[] = [
  [String.prototype, ['repeat', 'padStart', 'padEnd']],
  [Array.prototype, ['fill']],
  [Array, ['from']],
];

/**
 * Removes all globals but those of the language, and freezes these with all that can be reached from them: a rule can change nothing
 * that other code uses, and keep nothing from one close to the next.
 */
export function harden(): void {
  // No global, but what async functions return.
  const syntaxPrototypes = [...listSyntaxPrototypes(), Promise.prototype];
  for (
    let holder: object | null = globalThis;
    holder !== null;
    holder = Object.getPrototypeOf(holder)
  ) {
    if (holder === Object.prototype) break;
    for (const key of ownKeys(holder)) {
      if (!keptGlobals.has(key) && key !== 'constructor') remove(holder, key);
    }
  }
  for (const [holder, names] of bulkFunctions) for (const name of names) remove(holder, name);
  remove(Math, 'random');
  // Legacy accessors such as `RegExp.input` hold what was written to them.
  for (const key of ownKeys(RegExp)) {
    if (typeof Object.getOwnPropertyDescriptor(RegExp, key)?.set === 'function')
      remove(RegExp, key);
  }
  freezeAll([globalThis, ...syntaxPrototypes]);
}

function remove(holder: object, key: PropertyKey): void {
  if (deleteProperty(holder, key)) return;
  defineProperty(holder, key, { value: undefined, writable: false });
}

/** Returns what syntax makes although no global names it. */
function listSyntaxPrototypes(): readonly object[] {
  const made: readonly object[] = [
    async () => undefined,
    function* () {
      yield undefined;
    },
    async function* () {
      yield undefined;
    },
    [][Symbol.iterator](),
    ''[Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    'a'.matchAll(/a/g),
  ];
  return made.map((value) => Object.getPrototypeOf(value) as object);
}

function freezeAll(roots: readonly object[]): void {
  const reached = new Set<object>();
  const left: unknown[] = [...roots];
  while (left.length > 0) {
    const value = left.pop();
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') continue;
    const object: object = value;
    if (reached.has(object)) continue;
    reached.add(object);
    left.push(Object.getPrototypeOf(object));
    for (const key of ownKeys(object)) {
      const descriptor = Object.getOwnPropertyDescriptor(object, key);
      left.push(descriptor?.value, descriptor?.get, descriptor?.set);
    }
  }
  for (const value of reached) {
    try {
      Object.freeze(value);
    } catch {
      // The global object of some browsers cannot be frozen.
    }
  }
}
