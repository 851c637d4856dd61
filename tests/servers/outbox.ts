/** Writes that are on their way, so that a stepped clock can wait for them. */
export interface Outbox {
  /** Keeps `write` in mind until it ends, well or not. */
  add(write: Promise<unknown>): void;
  /** Resolves when nothing is under way and the sockets had a turn. */
  settle(): Promise<void>;
}

/** Returns an outbox with nothing under way. */
export function createOutbox(): Outbox {
  const writes = new Set<Promise<unknown>>();
  return {
    add(write) {
      const done: Promise<unknown> = write
        .catch(() => undefined)
        .finally(() => writes.delete(done));
      writes.add(done);
    },
    async settle() {
      if (writes.size === 0) return;
      while (writes.size > 0) await Promise.all(writes);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
