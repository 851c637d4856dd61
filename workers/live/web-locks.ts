import type { AccountLocks, AccountChannel, LiveClock } from '../../src/live/ports';
import { createRetries } from '../../src/live/paper/retries';

/**
 * Returns locks that the browser releases when the worker that holds them ends, in whatever way. Without Web Locks
 * (an old browser, a page without a secure origin) no account is ever held, since nothing else could keep two tabs
 * from trading the same one. A wait for a lock that the browser aborts is started again.
 */
export function createWebLocks(
  manager: LockManager | undefined,
  clock: Pick<LiveClock, 'setMachineTimer'>,
): AccountLocks {
  return {
    async request(accountId, onGranted) {
      if (manager === undefined) return { isHeld: false, release: () => undefined };
      const name = `tabquant-paper-${accountId}`;
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const isHeld = await new Promise<boolean>((resolve, reject) => {
        manager
          .request(name, { ifAvailable: true }, async (lock) => {
            resolve(lock !== null);
            if (lock !== null) await released;
          })
          .catch(reject);
      });
      if (isHeld) return { isHeld, release };
      const wait = new AbortController();
      // Failures are not reported, since this tab shows the account as before until the next try.
      const retries = createRetries(clock, () => undefined);
      retries.run(name, () =>
        manager.request(name, { signal: wait.signal }, async () => {
          onGranted();
          await released;
        }),
      );
      return {
        isHeld,
        release() {
          retries.stop();
          release();
          wait.abort();
        },
      };
    },
  };
}

/** Returns a channel to all tabs of this origin; one that reaches none where the browser has no BroadcastChannel. */
export function createAccountChannel(): AccountChannel {
  if (globalThis.BroadcastChannel === undefined) {
    return { announce: () => undefined, listen: () => () => undefined };
  }
  const channel = new BroadcastChannel('tabquant-paper');
  return {
    announce: (accountId) => channel.postMessage(accountId),
    listen(onAnnounced) {
      const hear = ({ data }: MessageEvent<unknown>): void => {
        if (typeof data === 'string') onAnnounced(data);
      };
      channel.addEventListener('message', hear);
      return () => channel.removeEventListener('message', hear);
    },
  };
}
