import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeCanonicalJson } from '../../src/core/canonical-json';

test('fields are in the order of their names at every depth, and lists keep theirs', () => {
  const value = { b: [{ d: 1, c: 2 }, 0], a: undefined, A: null };
  expect(writeCanonicalJson(value)).toBe('{"A":null,"b":[{"c":2,"d":1},0]}');
});

test('what is written means the same, and writing what was read changes nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: true }), (value) => {
      const text = writeCanonicalJson(value);
      const read: unknown = JSON.parse(text);
      expect(read).toEqual(JSON.parse(JSON.stringify(value)));
      expect(writeCanonicalJson(read)).toBe(text);
    }),
  );
});
