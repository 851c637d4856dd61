import { afterEach, expect, it, vi } from 'vitest';
import { measureStorage } from '../../src/storage/measure-storage';

afterEach(() => vi.unstubAllGlobals());

it('tells use, quota and whether the browser has promised to keep it', async () => {
  vi.stubGlobal('navigator', {
    storage: {
      estimate: () => Promise.resolve({ usage: 12, quota: 345 }),
      persisted: () => Promise.resolve(true),
    },
  });
  expect(await measureStorage()).toEqual({ usedBytes: 12, quotaBytes: 345, isPersistent: true });
});

it('tells nothing where the browser does not', async () => {
  vi.stubGlobal('navigator', {});
  expect(await measureStorage()).toEqual({
    usedBytes: undefined,
    quotaBytes: undefined,
    isPersistent: false,
  });
});
