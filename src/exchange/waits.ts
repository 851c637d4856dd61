import type { DownloadWait } from '../core/download';

/** Why a request waits, and for how long from now. */
export type PendingWait =
  | { readonly kind: 'rate-limited' | 'banned' | 'blocked'; readonly waitMs: number }
  | { readonly kind: 'retrying'; readonly waitMs: number; readonly reason: string }
  | { readonly kind: 'offline' };

/** Called when a request starts to wait, and with `undefined` when it continues. */
export type WaitListener = (wait: PendingWait | undefined) => void;

/** The waits of requests that run at the same time. */
interface Waits {
  /** Returns a listener for a sequence of requests. */
  open(): WaitListener;
  /** Returns the most important wait, with the whole seconds that are left. */
  current(): DownloadWait | undefined;
}

/** Most important first. */
const order: readonly PendingWait['kind'][] = [
  'offline',
  'blocked',
  'banned',
  'rate-limited',
  'retrying',
];

/** Returns an empty set of waits; `onChange` is called after each change. */
export function createWaits(now: () => number, onChange: () => void): Waits {
  const waits = new Map<WaitListener, { readonly wait: PendingWait; readonly until: number }>();
  return {
    open() {
      const listener: WaitListener = (wait) => {
        if (wait !== undefined) {
          const until = wait.kind === 'offline' ? Infinity : now() + wait.waitMs;
          waits.set(listener, { wait, until });
        } else if (!waits.delete(listener)) return;
        onChange();
      };
      return listener;
    },
    current() {
      const [first] = [...waits.values()].sort(
        (a, b) => order.indexOf(a.wait.kind) - order.indexOf(b.wait.kind) || b.until - a.until,
      );
      if (first === undefined) return undefined;
      const { wait, until } = first;
      if (wait.kind === 'offline') return wait;
      const { waitMs: _waitMs, ...rest } = wait;
      return { ...rest, seconds: Math.max(0, Math.ceil((until - now()) / 1000)) };
    },
  };
}
