import type { AccountLocks, AccountChannel, LiveClock } from '../../src/live/ports';
import { createRetries } from '../../src/live/paper/retries';

/**
 * Returns locks that the browser ends with the worker that holds them, however it ends. Where there are
 * none (an old browser, a page without a secure origin) no account is ever held: nothing else could
 * keep two tabs from trading the same one. A wait for a lock that the browser ends is taken up again.
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
      // Until the next try this tab shows the account as before, so nothing is reported.
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

/** Returns a channel that all tabs of this origin hear. */
export function createAccountChannel(): AccountChannel {
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
