/**
 * Lets waiting events (messages, timers, input) run, then resolves.
 *
 * A message, not a timer: browsers hold nested timers back by 4 ms, and by a second in a tab that
 * is not seen.
 */
export async function yieldToEvents(): Promise<void> {
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
