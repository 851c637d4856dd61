import type { FetchFailure } from '../../src/core/live/live-input';

/** The exchange gave no answer; the session decides when to ask again. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly failure: FetchFailure;

  constructor(failure: FetchFailure) {
    super(failure.message);
    this.failure = failure;
  }
}
