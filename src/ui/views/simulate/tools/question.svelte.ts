import { messageOf } from '../../../../state/message';

/** An answer that takes less than this shows no progress, ms. */
const quietMs = 300;

/** A question to the replay, of which the last one counts: its progress, and why it failed. */
export class Question {
  #asked = 0;
  #startedAt = 0;
  #fraction = $state<number | undefined>();
  #secondsLeft = $state(NaN);
  #problem = $state<string | undefined>();
  #isCancelled = $state(false);

  /** How far the answer is, 0 to 1, once it takes longer than a person waits gladly; undefined without one that is slow. */
  get fraction(): number | undefined {
    return this.#fraction;
  }

  /** NaN while that is not known. */
  get secondsLeft(): number {
    return this.#secondsLeft;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  /** Whether a person gave up the last question. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Returns the answer, undefined where there is none; `isLast` is false where another question was asked meanwhile. */
  async ask<Answer>(
    work: (onProgress: (fraction: number) => void) => Promise<Answer | undefined>,
  ): Promise<{ readonly answer: Answer | undefined; readonly isLast: boolean }> {
    const place = ++this.#asked;
    this.#startedAt = performance.now();
    this.#fraction = undefined;
    this.#isCancelled = false;
    const isLast = () => place === this.#asked;
    try {
      const answer = await work((fraction) => {
        if (isLast()) this.#follow(fraction);
      });
      if (isLast()) this.#problem = undefined;
      return { answer, isLast: isLast() };
    } catch (error) {
      if (isLast()) this.#problem = messageOf(error);
      return { answer: undefined, isLast: isLast() };
    } finally {
      if (isLast()) this.#fraction = undefined;
    }
  }

  /** Forgets the question that is being answered. */
  cancel(): void {
    this.#asked++;
    this.#fraction = undefined;
    this.#isCancelled = true;
  }

  #follow(fraction: number): void {
    const elapsedMs = performance.now() - this.#startedAt;
    if (elapsedMs < quietMs) return;
    this.#fraction = fraction;
    this.#secondsLeft = fraction > 0 ? ((elapsedMs / 1000) * (1 - fraction)) / fraction : NaN;
  }
}
