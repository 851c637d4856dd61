import type { Trade } from '../../core/trading/settings';
import type { PaperAccount, PaperAccountState } from '../../core/trading/paper-account';
import { createPaperSession, type PaperOutcome } from '../session';
import {
  linesBetweenProgress,
  type OnRecordingProgress,
  type Recording,
  RecordingError,
} from './recording';
import type { DeskModel } from '../paper/trading';
import type { PaperStep } from '../paper/trade-account';

/** What a session came to. */
export interface RecordedRun {
  readonly bars: number;
  /** By account, in the order in which they were closed. */
  readonly trades: Readonly<Record<string, readonly Trade[]>>;
  /** As of the end; without those that have left. */
  readonly accounts: readonly PaperAccountState[];
}

/** Returns the ids of the models that a recording of version 1 needs and does not bring along. */
export function listNeededModels({ header, inputs }: Recording): readonly string[] {
  if (header.version > 1) return [];
  const accounts = listRecordedAccounts({ header, inputs });
  const ids = [...Object.values(header.watch), ...accounts.map(({ modelId }) => modelId)];
  return [...new Set(ids)];
}

/** Returns each account that traded in a recording, as it was first. */
export function listRecordedAccounts({ header, inputs }: Recording): readonly PaperAccount[] {
  const joined = inputs.flatMap((input) => (input.kind === 'account' ? [input.state] : []));
  const accounts = [...header.accounts, ...joined].map(({ account }) => account);
  return accounts.filter(
    ({ id }, index) => accounts.findIndex((other) => other.id === id) === index,
  );
}

/**
 * Runs a recorded session again through the code that ran it; `onProgress` is told inputs. `models` are
 * those of `listNeededModels`. Throws `RecordingError` where one is missing or an input cannot be run.
 */
export function replayRecording(
  recording: Recording,
  models: readonly DeskModel[] = [],
  onProgress?: OnRecordingProgress,
): RecordedRun {
  const { header, inputs } = recording;
  const missing = listNeededModels(recording).filter((id) => !models.some((one) => one.id === id));
  if (missing.length > 0) {
    throw new RecordingError(
      `recording: needs the models ${missing.join(', ')}, which are not here. It is of version 1, ` +
        'which does not hold them: open it in the browser in which it was made.',
    );
  }
  const tally = createSessionTally(header.accounts.map(({ account }) => account.id));
  const paper = attempt(1, () => createPaperSession({ ...header, models }));
  inputs.forEach((input, index) => {
    // The header is the first line.
    tally.take(attempt(index + 2, () => paper.take(input)));
    if (index % linesBetweenProgress === 0) onProgress?.(index, inputs.length);
  });
  return { bars: tally.bars(), trades: tally.trades(), accounts: paper.desk.accounts() };
}

function attempt<Result>(line: number, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingError(
      `recording: line ${line} cannot be run (${reason}). The file was changed, or comes from another ` +
        'version of this page.',
    );
  }
}

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
