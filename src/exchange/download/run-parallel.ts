import { linkAbort } from '../send-request';

/**
 * Does `work` on every item, `parallel` of them at a time, in their order. The first failure aborts
 * the signal that the others got, and is thrown once all of them have ended, so that nothing goes on
 * behind the caller's back.
 */
export async function runParallel<Item>(
  items: readonly Item[],
  parallel: number,
  signal: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { controller, unlink } = linkAbort(signal);
  const queue = items.values();
  const line = async (): Promise<void> => {
    try {
      for (const item of queue) {
        controller.signal.throwIfAborted();
        await work(item, controller.signal);
      }
    } catch (cause) {
      controller.abort(cause);
    }
  };
  await Promise.all(Array.from({ length: parallel }, line));
  unlink();
  controller.signal.throwIfAborted();
}
