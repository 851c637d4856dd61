import type { AccountLocks, AccountChannel } from '../../../src/live/ports';

/** Locks and channel of the tabs of one browser, as `navigator.locks` and `BroadcastChannel` are. */
export interface SharedTabs {
  /** A tab of its own, and the end of it, at which all its locks fall to others. */
  openTab(): { readonly locks: AccountLocks; readonly channel: AccountChannel; kill(): void };
}

interface Claim {
  readonly tab: number;
  readonly onGranted: () => void;
}

export function createSharedTabs(): SharedTabs {
  /** The first of an account's claims holds it. */
  const claims = new Map<string, Claim[]>();
  const listeners = new Map<(accountId: string) => void, number>();
  let lastTab = 0;

  const drop = (accountId: string, isDropped: (claim: Claim) => boolean): void => {
    const queue = claims.get(accountId) ?? [];
    const [holder] = queue;
    const left = queue.filter((claim) => !isDropped(claim));
    claims.set(accountId, left);
    const [next] = left;
    if (next !== undefined && next !== holder) queueMicrotask(next.onGranted);
  };
  return {
    openTab() {
      const tab = ++lastTab;
      return {
        locks: {
          request(accountId, onGranted) {
            const queue = claims.get(accountId) ?? [];
            const claim = { tab, onGranted };
            claims.set(accountId, [...queue, claim]);
            const release = (): void => drop(accountId, (other) => other === claim);
            return Promise.resolve({ isHeld: queue.length === 0, release });
          },
        },
        channel: {
          announce(accountId) {
            for (const [listener, owner] of [...listeners]) {
              if (owner !== tab) queueMicrotask(() => listener(accountId));
            }
          },
          listen(onAnnounced) {
            listeners.set(onAnnounced, tab);
            return () => listeners.delete(onAnnounced);
          },
        },
        kill() {
          for (const [listener, owner] of [...listeners]) {
            if (owner === tab) listeners.delete(listener);
          }
          for (const accountId of claims.keys()) drop(accountId, (claim) => claim.tab === tab);
        },
      };
    },
  };
}
