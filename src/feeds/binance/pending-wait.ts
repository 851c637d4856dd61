import type { DownloadWait } from '../../core/download';

/** What a request waits for; `until` is a time of the platform's clock. */
export type PendingWait =
  | { readonly kind: 'rate-limited' | 'banned'; readonly until: number }
  | { readonly kind: 'retrying'; readonly until: number; readonly reason: string }
  | { readonly kind: 'offline' };

/** Told when a request starts to wait, and `undefined` when it goes on. */
export type WaitListener = (wait: PendingWait | undefined) => void;

/** The waits of requests that run side by side. */
export interface WaitBoard {
  /** A listener for one request. */
  open(): WaitListener;
  /** The wait that matters most, with the whole seconds that are left. */
  current(): DownloadWait | undefined;
}

/** What a person must know first stands first. */
const order: readonly PendingWait['kind'][] = ['offline', 'banned', 'rate-limited', 'retrying'];

/** Returns an empty board; `onChange` is called after each change. */
export function createWaitBoard(now: () => number, onChange: () => void): WaitBoard {
  const waits = new Map<WaitListener, PendingWait>();
  return {
    open() {
      const listener: WaitListener = (wait) => {
        if (wait !== undefined) waits.set(listener, wait);
        else if (!waits.delete(listener)) return;
        onChange();
      };
      return listener;
    },
    current() {
      const [first] = [...waits.values()].sort(
        (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || endOf(b) - endOf(a),
      );
      if (first === undefined || first.kind === 'offline') return first;
      const { until, ...rest } = first;
      return { ...rest, seconds: Math.max(0, Math.ceil((until - now()) / 1000)) };
    },
  };
}

function endOf(wait: PendingWait): number {
  return wait.kind === 'offline' ? Infinity : wait.until;
}
