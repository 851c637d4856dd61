import type { FetchFailure, FetchRefusal } from './exchange';

/** The exchange gave no answer; the session decides when to ask again. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly failure: FetchFailure;

  constructor(failure: FetchFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Returns the exchange's refusal of this address, if that is why there was no answer. */
export function readRefusal(cause: unknown): FetchRefusal | undefined {
  if (!(cause instanceof FetchError)) return undefined;
  return 'waitMs' in cause.failure ? cause.failure : undefined;
}
