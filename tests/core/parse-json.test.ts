import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../src/core/parse-json';

const refused = ['__proto__', 'constructor', 'prototype'];

test.each([
  ['{"__proto__":{"polluted":1},"a":1}', { a: 1 }],
  ['{"a":{"constructor":{"prototype":{"polluted":1}},"b":2}}', { a: { b: 2 } }],
  ['[{"prototype":1,"b":2}]', [{ b: 2 }]],
  // Escapes: "_" is U+005F, "c" is U+0063.
  ['{"\\u005f_proto__":{"polluted":1},"\\u0063onstructor":1,"a":1}', { a: 1 }],
])('%s loses the keys that objects inherit by', (text, expected) => {
  const value = parseJson(text);
  expect(JSON.stringify(value)).toBe(JSON.stringify(expected));
  expect(Object.hasOwn(Object.assign({}, value), '__proto__')).toBe(false);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('such words stay as values', () => {
  expect(parseJson('{"symbol":"__proto__","kind":"constructor"}')).toEqual({
    symbol: '__proto__',
    kind: 'constructor',
  });
});

test('a reviver sees values, with and without such keys', () => {
  const orZero = (value: unknown): unknown => value ?? 0;
  expect(parseJson('{"a":null}', orZero)).toEqual({ a: 0 });
  expect(parseJson('{"__proto__":1,"a":[null]}', orZero)).toEqual({ a: [0] });
});

test('all other JSON is what JSON.parse gives', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!refused.some((key) => text.includes(key)));
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('no key of any depth can change what objects inherit', () => {
  const key = fc.oneof(fc.constantFrom(...refused), fc.string());
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.integer(), fc.array(tie('value')), tie('object')),
    object: fc.array(fc.tuple(key, tie('value'))).map((pairs) => ({ pairs })),
  }));
  const write = (part: unknown): string => {
    if (Array.isArray(part)) return `[${part.map(write).join()}]`;
    if (typeof part !== 'object' || part === null) return JSON.stringify(part);
    const { pairs } = part as { pairs: [string, unknown][] };
    return `{${pairs.map(([name, inner]) => `${JSON.stringify(name)}:${write(inner)}`).join()}}`;
  };
  const hasRefused = (part: unknown): boolean =>
    typeof part === 'object' &&
    part !== null &&
    (refused.some((name) => Object.hasOwn(part, name)) || Object.values(part).some(hasRefused));
  fc.assert(fc.property(value, (part) => !hasRefused(parseJson(write(part)))));
});
