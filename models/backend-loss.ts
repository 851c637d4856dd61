import { backend } from '@tensorflow/tfjs-core';
import type { BackendName } from '../src/core/model/backend';
import { yieldToEvents } from './yield-to-events';

/** The backend is gone in the middle of a run, which can go on elsewhere from its last epoch. */
export class BackendLostError extends Error {
  override readonly name = 'BackendLostError';
  readonly backend: BackendName;

  constructor(backend: BackendName, reason: string) {
    super(`${backend}: ${reason}`);
    this.backend = backend;
  }
}

/** Resolves with the reason when the graphics device of the active backend is lost; else never. */
export async function watchDevice(): Promise<string> {
  const { device } = backend() as { readonly device?: GPUDevice };
  if (device === undefined) return new Promise(() => undefined);
  const { reason, message } = await device.lost;
  return message === '' ? `the graphics device was lost (${reason})` : message;
}

/**
 * Returns what `work` resolves to; rejects with `BackendLostError` as soon as `lost` resolves.
 *
 * A lost device also makes the work itself fail, in its own words or with zeros for numbers, and it
 * is not said which is heard of first: so a failure waits a moment for `lost`.
 */
export async function guardBackend<Result>(
  name: BackendName,
  lost: Promise<string>,
  work: Promise<Result>,
): Promise<Result> {
  const loss = lost.then((reason): never => {
    throw new BackendLostError(name, reason);
  });
  loss.catch(() => undefined);
  try {
    return await Promise.race([work, loss]);
  } catch (error) {
    await Promise.race([loss, yieldToEvents().then(yieldToEvents)]);
    throw error;
  }
}
