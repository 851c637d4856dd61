import { expect, test } from 'vitest';
import { readLesson, writeLesson } from '../../../../../src/ui/views/simulate/blind/lesson';

const read = (hash: string) => readLesson(new URLSearchParams(hash.split('?')[1] ?? ''));

test('what is written is read', () => {
  const lesson = { market: 'sample', seed: 42 } as const;
  expect(writeLesson(lesson)).toBe('#/simulate?lesson=blind&market=sample&stretch=42');
  expect(read(writeLesson(lesson))).toEqual(lesson);
  expect(read(writeLesson({ seed: 7 }))).toEqual({ market: undefined, seed: 7 });
});

test('an address without a lesson asks for none; a stretch that cannot be is the first', () => {
  expect(read('#/simulate')).toBeUndefined();
  for (const stretch of ['', '0', '-3', 'x', '10000', '1e9']) {
    expect(read(`#/simulate?lesson=blind&stretch=${stretch}`)?.seed).toBe(1);
  }
});
