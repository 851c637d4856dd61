import { expect, test } from 'vitest';
import { createWebLocks } from '../../../workers/live/web-locks';
import { createLockManager } from './lock-manager';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Two tabs that ask for one account, the second while the first holds it. */
async function openTwoTabs() {
  const manager = createLockManager();
  const pace: { waitMs: number; run: () => void }[] = [];
  const clock = {
    setMachineTimer(run: () => void, waitMs: number) {
      const entry = { waitMs, run };
      pace.push(entry);
      return () => void pace.splice(pace.indexOf(entry), 1);
    },
  };
  let grants = 0;
  const open = () =>
    createWebLocks(manager as unknown as LockManager, clock).request('a', () => grants++);
  const holder = await open();
  const viewer = await open();
  expect([holder.isHeld, viewer.isHeld]).toEqual([true, false]);
  await settle();
  return { manager, pace, holder, viewer, grants: () => grants };
}

test('a tab that waits gets the account when the holder lets go', async () => {
  const { holder, viewer, manager, grants } = await openTwoTabs();
  expect(grants()).toBe(0);
  holder.release();
  await settle();
  expect(grants()).toBe(1);
  viewer.release();
  await settle();
  expect(manager.waiting()).toBe(0);
});

test('a wait that the browser ends is taken up again, ever more rarely, and the tab still takes over', async () => {
  const { manager, pace, holder, grants } = await openTwoTabs();
  const waits: number[] = [];
  for (let failure = 0; failure < 3; failure++) {
    manager.failWaiting();
    await settle();
    expect(manager.waiting()).toBe(0);
    const [next] = pace.splice(0);
    waits.push(next.waitMs);
    next.run();
    await settle();
    expect(manager.waiting()).toBe(1);
  }
  expect(waits).toEqual([1000, 2000, 4000]);
  expect(grants()).toBe(0);
  holder.release();
  await settle();
  expect(grants()).toBe(1);
});

test('an account that falls free while nobody waits goes to the tab that asks again', async () => {
  const { manager, pace, holder, grants } = await openTwoTabs();
  manager.failWaiting();
  await settle();
  holder.release();
  await settle();
  expect(grants()).toBe(0);
  pace[0].run();
  await settle();
  expect(grants()).toBe(1);
});

test('a tab that does not want the account any more asks no more', async () => {
  const { manager, pace, holder, viewer, grants } = await openTwoTabs();
  manager.failWaiting();
  await settle();
  expect(pace).toHaveLength(1);
  viewer.release();
  expect(pace).toHaveLength(0);
  holder.release();
  await settle();
  expect(grants()).toBe(0);
});

test('a wait that its own tab ends is not taken up again', async () => {
  const { manager, pace, viewer } = await openTwoTabs();
  expect(manager.waiting()).toBe(1);
  viewer.release();
  await settle();
  expect(manager.waiting()).toBe(0);
  expect(pace).toHaveLength(0);
});
