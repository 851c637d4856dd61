import { expect, test } from 'vitest';
import { loadOnce } from '../../src/core/load-once';

test('loads once for all callers, and again after a failure alone', async () => {
  let calls = 0;
  const load = loadOnce(() =>
    ++calls === 1 ? Promise.reject(new Error('no network')) : Promise.resolve(calls),
  );
  const both = await Promise.allSettled([load(), load()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(calls).toBe(1);
  expect(await load()).toBe(2);
  expect(await Promise.all([load(), load()])).toEqual([2, 2]);
  expect(calls).toBe(2);
});
