import { backend } from '@tensorflow/tfjs-core';
import type { BackendName } from '../src/core/model/backend';

/** How long a failure waits for the word that the device is lost, which may come after it. */
const lossToldWithinMs = 1000;

/** The backend is gone in the middle of a run, which can go on elsewhere from its last epoch. */
export class BackendLostError extends Error {
  override readonly name = 'BackendLostError';
  readonly backend: BackendName;

  constructor(backend: BackendName, reason: string) {
    super(`${backend}: ${reason}`);
    this.backend = backend;
  }
}

/**
 * Resolves with the reason when the graphics device of the active backend is lost, else never;
 * undefined where the backend has no such device.
 */
export function watchDevice(): Promise<string> | undefined {
  const { device } = backend() as { readonly device?: GPUDevice };
  return device?.lost.then(({ reason, message }) =>
    message === '' ? `the graphics device was lost (${reason})` : message,
  );
}

/**
 * Returns what `work` resolves to; rejects with `BackendLostError` as soon as `lost` resolves.
 *
 * A lost device also makes the work itself fail, in its own words (`AbortError` from a read) or with
 * zeros for numbers, and it is not said which is heard of first: so a failure waits for `lost`.
 */
export async function guardBackend<Result>(
  name: BackendName,
  lost: Promise<string> | undefined,
  work: Promise<Result>,
): Promise<Result> {
  if (lost === undefined) return work;
  const loss = lost.then((reason): never => {
    throw new BackendLostError(name, reason);
  });
  loss.catch(() => undefined);
  try {
    return await Promise.race([work, loss]);
  } catch (error) {
    await Promise.race([loss, new Promise((resolve) => setTimeout(resolve, lossToldWithinMs))]);
    throw error;
  }
}
