import type { Page, Worker } from '@playwright/test';

/** Of a slowed run, where an epoch of 12,000 bars takes four answers or so. */
const answerMs = 500;

/** A worker's role, which is its name; none of one that has ended. */
async function roleOf(worker: Worker): Promise<string> {
  return worker.evaluate(() => self.name).catch(() => '');
}

/** The roles of all workers of the page, those of workers included. */
export async function rolesOf(page: Page): Promise<string[]> {
  return Promise.all(page.workers().map(roleOf));
}

/**
 * Starts a run of two workers by `start`, and returns its gradient worker, which takes its time for each answer:
 * the run does not come to its end by itself before the test has done something to it, however busy the
 * machine is.
 */
export async function startSlowRun(page: Page, start: () => Promise<void>): Promise<Worker> {
  const started = findGradientWorker(page);
  await start();
  const worker = await started;
  await worker.evaluate((delayMs) => {
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (...message: unknown[]) {
      setTimeout(() => Reflect.apply(postMessage, this, message), delayMs);
    };
  }, answerMs);
  return worker;
}

/** The gradient worker that waits for a training already, or the next one that starts. */
async function findGradientWorker(page: Page): Promise<Worker> {
  const next = page.waitForEvent('worker', async (worker) => (await roleOf(worker)) === 'gradient');
  next.catch(() => undefined);
  for (const worker of page.workers()) if ((await roleOf(worker)) === 'gradient') return worker;
  return next;
}
