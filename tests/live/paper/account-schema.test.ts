import { expect, test } from 'vitest';
import {
  either,
  finite,
  listOf,
  oneOf,
  optional,
  record,
  text,
  tuple,
  whole,
} from '../../../src/live/paper/account-schema';

const shape = record({
  name: text,
  size: optional(whole),
  points: listOf(tuple(finite, finite)),
  end: either(oneOf(null), finite),
});
const right = { name: 'a', size: 1, points: [[1, 2]], end: null };

test('what is right has no problem, and an optional field may be left out', () => {
  expect(shape(right, '')).toBeUndefined();
  expect(shape({ ...right, size: undefined, end: 3 }, '')).toBeUndefined();
});

test.each<readonly [string, unknown, string]>([
  [
    'another kind of value',
    [right],
    'the file must be an object, was [{"name":"a","size":1,"points":[[1,2]],"…',
  ],
  ['a missing field', { ...right, name: undefined }, 'name must be a text, was missing'],
  ['an empty text', { ...right, name: '' }, 'name must be a text, was ""'],
  ['a fraction', { ...right, size: 1.5 }, 'size must be a whole number, was 1.5'],
  ['an unknown field', { ...right, other: 1 }, 'other is no field that is known here'],
  [
    'a null deep within',
    {
      ...right,
      points: [
        [1, 2],
        [1, null],
      ],
    },
    'points[1][1] must be a finite number, was null',
  ],
  [
    'a tuple that is too short',
    { ...right, points: [[1]] },
    'points[0] must be a list of 2, was [1]',
  ],
  ['no list', { ...right, points: {} }, 'points must be a list, was {}'],
  ['neither of two', { ...right, end: 'x' }, 'end must be a finite number, was "x"'],
])('%s is told with its place and value', (_, value, problem) => {
  expect(shape(value, '')).toBe(problem);
});

test('a field that every object inherits is unknown all the same', () => {
  const value = JSON.parse('{"name":"a","points":[],"end":1,"__proto__":{}}') as unknown;
  expect(shape(value, '')).toMatch(/__proto__ is no field/);
});
