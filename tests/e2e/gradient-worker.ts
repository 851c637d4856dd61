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
 * Starts a run of two workers by `start`, and returns its gradient worker, which takes `delayMs` for each answer, as
 * each later one of the page does until it is loaded anew: the run does not come to its end by itself before the test
 * has done something to it, however busy the machine is.
 */
export async function startSlowRun(
  page: Page,
  start: () => Promise<void>,
  delayMs = answerMs,
): Promise<Worker> {
  const started = findGradientWorker(page);
  const slowLater = async (worker: Worker): Promise<void> => {
    // A study has a gradient worker for each of its trainings; one that has ended needs no delay.
    if ((await roleOf(worker)) === 'gradient') await slow(worker, delayMs).catch(() => undefined);
  };
  page.on('worker', slowLater);
  page.once('load', () => page.off('worker', slowLater));
  await start();
  const worker = await started;
  await slow(worker, delayMs);
  return worker;
}

/** Delays all messages of a worker's ports from now on; a second call changes the delay. */
function slow(worker: Worker, delayMs: number): Promise<void> {
  return worker.evaluate((ms) => {
    const scope = self as unknown as { answerDelayMs?: number };
    const isDelayed = scope.answerDelayMs !== undefined;
    scope.answerDelayMs = ms;
    if (isDelayed) return;
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (...message: unknown[]) {
      setTimeout(() => Reflect.apply(postMessage, this, message), scope.answerDelayMs);
    };
  }, delayMs);
}

/** The gradient worker that waits for a training already, or the next one that starts. */
async function findGradientWorker(page: Page): Promise<Worker> {
  const next = page.waitForEvent('worker', async (worker) => (await roleOf(worker)) === 'gradient');
  next.catch(() => undefined);
  for (const worker of page.workers()) if ((await roleOf(worker)) === 'gradient') return worker;
  return next;
}
