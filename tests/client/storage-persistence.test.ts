import { afterEach, describe, expect, it, vi } from 'vitest';
import { requestPersistence } from '../../src/client/storage-persistence';

afterEach(() => vi.unstubAllGlobals());

describe('requestPersistence', () => {
  it.each([
    ['granted', true],
    ['denied', false],
  ])('is %s when the browser answers %s', async (answer, isPersistent) => {
    vi.stubGlobal('navigator', { storage: { persist: () => Promise.resolve(isPersistent) } });
    expect(await requestPersistence()).toBe(answer);
  });

  it.each([
    ['no storage manager', {}],
    ['one that cannot promise', { storage: {} }],
  ])('is unsupported with %s', async (_, navigator) => {
    vi.stubGlobal('navigator', navigator);
    expect(await requestPersistence()).toBe('unsupported');
  });
});
