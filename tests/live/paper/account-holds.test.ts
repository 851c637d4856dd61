import { expect, test } from 'vitest';
import { createAccountHolds } from '../../../src/live/paper/account-holds';
import type { AccountLocks } from '../../../src/live/ports';

interface Request {
  readonly settle: (isHeld: boolean) => void;
  readonly fail: (error: Error) => void;
  readonly grant: () => void;
  isReleased: boolean;
}

/** Locks whose answers the test gives. */
function makeHolds() {
  const requests: Request[] = [];
  const granted: string[] = [];
  const locks: AccountLocks = {
    request: (_, grant) =>
      new Promise((resolve, fail) => {
        const request: Request = {
          settle: (isHeld) => resolve({ isHeld, release: () => void (request.isReleased = true) }),
          fail,
          grant,
          isReleased: false,
        };
        requests.push(request);
      }),
  };
  return { holds: createAccountHolds(locks, (id) => granted.push(id)), requests, granted };
}

test('a request that fails leaves nothing behind: the next one asks again', async () => {
  const { holds, requests } = makeHolds();
  const first = holds.request('a');
  requests[0].fail(new Error('no locks now'));
  await expect(first).rejects.toThrow('no locks now');
  expect(holds.isHeld('a')).toBe(false);
  const second = holds.request('a');
  expect(requests).toHaveLength(2);
  requests[1].settle(true);
  await second;
  expect(holds.isHeld('a')).toBe(true);
});

test('whoever asks while an answer is awaited waits for the same one', async () => {
  const { holds, requests } = makeHolds();
  const first = holds.request('a');
  const work = holds.borrow(['a'], () => Promise.resolve('done'));
  expect(requests).toHaveLength(1);
  requests[0].settle(true);
  await first;
  expect(await work).toBe('done');
});

test('what was let go while it was asked for is given back', async () => {
  const { holds, requests } = makeHolds();
  const asked = holds.request('a');
  holds.release('a');
  requests[0].settle(true);
  await asked;
  expect(requests[0].isReleased).toBe(true);
  expect(holds.isHeld('a')).toBe(false);
});

test('an account that another tab gives up later is told once', async () => {
  const { holds, requests, granted } = makeHolds();
  const asked = holds.request('a');
  requests[0].settle(false);
  await asked;
  await expect(holds.borrow(['a'], () => Promise.resolve())).rejects.toMatchObject({
    name: 'AccountBusyError',
  });
  requests[0].grant();
  expect(granted).toEqual(['a']);
  expect(holds.isHeld('a')).toBe(true);
});
