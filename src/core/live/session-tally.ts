import type { Trade } from '../portfolio/settings';
import type { PaperOutcome } from './paper-session';
import type { PaperStep } from './paper-trading';

/** What a session has come to so far; the same for a live one and for its recording that runs again. */
export interface SessionTally {
  take(outcomes: readonly PaperOutcome[]): void;
  /** Closed bars of all symbols, those that were fetched included. */
  bars(): number;
  /** By account, in the order in which they were closed. */
  trades(): Readonly<Record<string, readonly Trade[]>>;
}

/** Returns the tally of a session that begins with these accounts. */
export function createSessionTally(accountIds: readonly string[]): SessionTally {
  const trades = new Map<string, Trade[]>(accountIds.map((id) => [id, []]));
  let bars = 0;
  const add = (steps: readonly PaperStep[]): void => {
    for (const step of steps) {
      const { id } = step.state.account;
      const own = trades.get(id) ?? [];
      own.push(...step.trades);
      trades.set(id, own);
    }
  };
  return {
    take(outcomes) {
      for (const outcome of outcomes) {
        if (outcome.kind === 'closed') {
          bars++;
          add(outcome.result.steps);
        } else if (outcome.kind === 'caught-up') add(outcome.steps);
      }
    },
    bars: () => bars,
    trades: () => Object.fromEntries([...trades].map(([id, own]) => [id, [...own]])),
  };
}
