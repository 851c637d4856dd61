/** `navigator.locks` of the tabs of one browser, where requests that wait can be made to fail. */
export interface TestLockManager extends Pick<LockManager, 'request'> {
  /** Ends all requests that wait, as a browser in trouble does. */
  failWaiting(): void;
  waiting(): number;
}

interface Wait {
  grant(): void;
  fail(error: unknown): void;
}

/** Returns a manager whose locks are free; it knows exclusive locks, `ifAvailable` and `signal`. */
export function createLockManager(): TestLockManager {
  const held = new Set<string>();
  const queues = new Map<string, Wait[]>();

  const hold = async (name: string, callback: LockGrantedCallback<unknown>): Promise<unknown> => {
    held.add(name);
    try {
      return await callback({ name, mode: 'exclusive' });
    } finally {
      held.delete(name);
      queues.get(name)?.shift()?.grant();
    }
  };
  const request = (
    name: string,
    { ifAvailable = false, signal }: LockOptions,
    callback: LockGrantedCallback<unknown>,
  ): Promise<unknown> => {
    if (!held.has(name)) return hold(name, callback);
    if (ifAvailable) return Promise.resolve(callback(null));
    return new Promise((resolve, reject) => {
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      const leave = (): void => void queue.splice(queue.indexOf(wait), 1);
      const wait: Wait = {
        grant: () => resolve(hold(name, callback)),
        fail: reject,
      };
      queue.push(wait);
      signal?.addEventListener('abort', () => {
        if (queue.includes(wait)) leave();
        reject(signal.reason as Error);
      });
    });
  };
  return {
    request: request as LockManager['request'],
    failWaiting() {
      for (const queue of queues.values()) {
        for (const { fail } of queue.splice(0)) {
          fail(new DOMException('The request was ended', 'InvalidStateError'));
        }
      }
    },
    waiting: () => [...queues.values()].reduce((sum, queue) => sum + queue.length, 0),
  };
}
