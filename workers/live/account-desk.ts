import type { PaperAccountState } from '../../src/core/live/paper-account';

/** The session that trades the accounts which this tab holds. */
export interface AccountDesk {
  readonly symbols: readonly string[];
  readonly intervalMs: number;
  /** Lets an account trade from `state` on. */
  join(state: PaperAccountState): Promise<void>;
  leave(accountId: string): void;
  /** As of the last bar, whether that is written already or not. */
  current(accountId: string): PaperAccountState | undefined;
  /** Tells the page what went wrong. */
  warn(text: string): void;
}
