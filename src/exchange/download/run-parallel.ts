import { linkAbort } from '../send-request';

/**
 * Runs `work` on every item, in order, up to `parallel` at a time. The first failure aborts the signal that the
 * others were given, and is thrown once all of them have ended, so that nothing is still running when this
 * rejects.
 */
export async function runParallel<Item>(
  items: readonly Item[],
  parallel: number,
  signal: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { controller, unlink } = linkAbort(signal);
  const queue = items.values();
  const runNext = async (): Promise<void> => {
    try {
      for (const item of queue) {
        controller.signal.throwIfAborted();
        await work(item, controller.signal);
      }
    } catch (cause) {
      controller.abort(cause);
    }
  };
  await Promise.all(Array.from({ length: parallel }, runNext));
  unlink();
  controller.signal.throwIfAborted();
}
