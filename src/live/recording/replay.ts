import type { EpochMs } from '../../core/bars/bars';
import type { PaperAccount, PaperAccountState } from '../../core/trading/paper-account';
import {
  linesBetweenProgress,
  type OnRecordingProgress,
  readRecording,
  type Recording,
  type RecordingFooter,
  RecordingError,
} from './recording';
import type { Trade } from '../../core/trading/positions';
import { createLiveSession, type LiveOutcome } from '../session';
import type { PaperStep } from '../paper/trading';
import { writeCanonicalJson } from '../../core/canonical-json';

/** Counts characters while reading, then inputs while running. */
export interface RecordingProgress {
  readonly stage: 'reading' | 'running';
  readonly done: number;
  readonly total: number;
}

/** What an account of a recording did when the recording was run again. */
interface ReplayedAccount {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly trades: number;
  /** SHA-256 of its trades, hex. */
  readonly sha256: string;
  /** That of the live session's trades; undefined where the session had no such account. */
  readonly recorded: string | undefined;
}

/** The result of running a recording again. */
export interface RecordingReport {
  readonly symbols: readonly string[];
  readonly intervalMs: number;
  readonly from: EpochMs | undefined;
  readonly to: EpochMs | undefined;
  readonly inputs: number;
  readonly bars: number;
  readonly accounts: readonly ReplayedAccount[];
  /** Whether trades and bars equal those of the live session. */
  readonly verdict: 'equal' | 'different';
}

/**
 * Runs a recording again and compares its trades with those that the live session made. Rejects with
 * `RecordingError`.
 */
export async function checkRecording(
  text: string,
  onProgress: (progress: RecordingProgress) => void = () => undefined,
): Promise<RecordingReport> {
  const report =
    (stage: RecordingProgress['stage']) =>
    (done: number, total: number): void =>
      onProgress({ stage, done, total });
  const recording = readRecording(text, report('reading'));
  const { header, inputs, footer } = recording;
  const run = replayRecording(recording, report('running'));
  const named = new Map(listRecordedAccounts(recording).map((account) => [account.id, account]));
  const accounts = await Promise.all(
    Object.entries(run.trades).map(async ([id, trades]): Promise<ReplayedAccount> => {
      const recorded = footer.trades[id]?.sha256;
      const sha256 = await hashTrades(trades);
      return { ...describe(named.get(id), id), trades: trades.length, sha256, recorded };
    }),
  );
  const { symbols, intervalMs } = header.session;
  return {
    symbols,
    intervalMs,
    from: inputs[0]?.at,
    to: inputs.at(-1)?.at,
    inputs: inputs.length,
    bars: run.bars,
    accounts,
    verdict: isSame(footer, accounts, run.bars) ? 'equal' : 'different',
  };
}

/** Whether all accounts and bars of the live session occur again, and no others. */
function isSame(
  footer: RecordingFooter,
  accounts: readonly ReplayedAccount[],
  bars: number,
): boolean {
  return (
    bars === footer.bars &&
    accounts.length === Object.keys(footer.trades).length &&
    accounts.every(({ sha256, recorded }) => sha256 === recorded)
  );
}

function describe(
  account: PaperAccount | undefined,
  id: string,
): Pick<ReplayedAccount, 'id' | 'name' | 'symbol'> {
  return { id, name: account?.name ?? id, symbol: account?.symbol ?? '' };
}

/** The result of a session. */
interface RecordedRun {
  readonly bars: number;
  /** By account id, in the order in which they were closed. */
  readonly trades: Readonly<Record<string, readonly Trade[]>>;
  /** At the end, without accounts that have left. */
  readonly accounts: readonly PaperAccountState[];
}

/** Returns each account that traded in a recording, as it was at first. */
function listRecordedAccounts({ header, inputs }: Recording): readonly PaperAccount[] {
  const joined = inputs.flatMap((input) => (input.kind === 'account' ? [input.state] : []));
  const accounts = [...header.accounts, ...joined].map(({ account }) => account);
  return accounts.filter(
    ({ id }, index) => accounts.findIndex((other) => other.id === id) === index,
  );
}

/**
 * Runs a recorded session again with the code of live sessions; `onProgress` counts inputs. Throws
 * `RecordingError` where an input cannot be run.
 */
export function replayRecording(
  { header, inputs }: Recording,
  onProgress?: OnRecordingProgress,
): RecordedRun {
  const { session: connection, ...started } = header;
  const tally = createSessionTally(started.accounts.map(({ account }) => account.id));
  const session = attempt(1, () => createLiveSession({ connection, ...started }));
  inputs.forEach((input, index) => {
    // The header is the first line.
    tally.take(attempt(index + 2, () => session.take(input)));
    if (index % linesBetweenProgress === 0) onProgress?.(index, inputs.length);
  });
  return { bars: tally.bars(), trades: tally.trades(), accounts: session.trading.accounts() };
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

/** The results of a session so far, computed in the same way for a live session and its recording. */
interface SessionTally {
  take(outcomes: readonly LiveOutcome[]): void;
  /** Closed bars of all symbols, including fetched ones. */
  bars(): number;
  /** By account id, in the order in which they were closed. */
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

/** Returns the SHA-256 (hex) of trades as canonical JSON: equal for the same trades in the same order. */
export async function hashTrades(trades: readonly Trade[]): Promise<string> {
  const bytes = new TextEncoder().encode(writeCanonicalJson(trades));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
