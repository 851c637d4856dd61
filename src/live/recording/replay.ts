import type { EpochMs } from '../../core/bars/bars';
import type { PaperAccount, PaperAccountState } from '../../core/trading/paper-account';
import {
  linesBetweenProgress,
  type OnRecordingProgress,
  readRecording,
  type Recording,
  RecordingError,
} from './recording';
import type { DeskModel } from '../paper/trading';
import type { Trade } from '../../core/trading/positions';
import { createPaperSession, type PaperOutcome } from '../session';
import type { PaperStep } from '../paper/trade-account';
import { writeCanonicalJson } from '../../core/canonical-json';

/** Characters read, then inputs run. */
export interface RecordingProgress {
  readonly stage: 'reading' | 'running';
  readonly done: number;
  readonly total: number;
}

/** What an account of a recording did when it ran again. */
export interface ReplayedAccount {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly trades: number;
  /** Hex, of its trades. */
  readonly sha256: string;
  /** That of the trades of the live session; undefined in recordings of version 1. */
  readonly recorded: string | undefined;
}

/** What became of a recording that ran again. */
export interface RecordingReport {
  readonly symbols: readonly string[];
  readonly intervalMs: number;
  readonly from: EpochMs | undefined;
  readonly to: EpochMs | undefined;
  readonly inputs: number;
  readonly bars: number;
  readonly accounts: readonly ReplayedAccount[];
  /** Whether trades and bars are those of the live session; `unknown`: the recording does not tell them. */
  readonly verdict: 'equal' | 'different' | 'unknown';
}

/**
 * Runs a recording again and compares its trades with those that the live session made. `loadModel` is
 * asked for the models that a recording of version 1 does not hold. Rejects with `RecordingError`.
 */
export async function checkRecording(
  text: string,
  loadModel: (modelId: string) => Promise<DeskModel>,
  onProgress: (progress: RecordingProgress) => void = () => undefined,
): Promise<RecordingReport> {
  const tell =
    (stage: RecordingProgress['stage']) =>
    (done: number, total: number): void =>
      onProgress({ stage, done, total });
  const recording = readRecording(text, tell('reading'));
  const models = await loadModels(listNeededModels(recording), loadModel);
  const run = replayRecording(recording, models, tell('running'));
  const named = new Map(listRecordedAccounts(recording).map((account) => [account.id, account]));
  const accounts = await Promise.all(
    Object.entries(run.trades).map(async ([id, trades]): Promise<ReplayedAccount> => {
      const recorded = recording.footer?.trades[id]?.sha256;
      const sha256 = await hashTrades(trades);
      return { ...describe(named.get(id), id), trades: trades.length, sha256, recorded };
    }),
  );
  const { symbols, intervalMs } = recording.header.session;
  return {
    symbols,
    intervalMs,
    from: recording.inputs[0]?.at,
    to: recording.inputs.at(-1)?.at,
    inputs: recording.inputs.length,
    bars: run.bars,
    accounts,
    verdict: judge(recording, accounts, run.bars),
  };
}

/** All accounts and bars of the live session must be met again, and no other. */
function judge(
  { footer }: Recording,
  accounts: readonly ReplayedAccount[],
  bars: number,
): RecordingReport['verdict'] {
  if (footer === undefined) return 'unknown';
  const isSame =
    bars === footer.bars &&
    accounts.length === Object.keys(footer.trades).length &&
    accounts.every(({ sha256, recorded }) => sha256 === recorded);
  return isSame ? 'equal' : 'different';
}

function describe(
  account: PaperAccount | undefined,
  id: string,
): Pick<ReplayedAccount, 'id' | 'name' | 'symbol'> {
  return { id, name: account?.name ?? id, symbol: account?.symbol ?? '' };
}

async function loadModels(
  ids: readonly string[],
  loadModel: (modelId: string) => Promise<DeskModel>,
): Promise<readonly DeskModel[]> {
  const results = await Promise.allSettled(ids.map(loadModel));
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected' ? [`${ids[index] ?? ''} (${reasonOf(result.reason)})`] : [],
  );
  if (failures.length === 0) {
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }
  throw new RecordingError(
    `recording: it is of version 1, which does not hold its models, and these are not here: ` +
      `${failures.join('; ')}. Open it in the browser in which it was made.`,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

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

/** SHA-256 (hex) of trades as canonical JSON: the same trades in the same order have the same. */
export async function hashTrades(trades: readonly Trade[]): Promise<string> {
  const bytes = new TextEncoder().encode(writeCanonicalJson(trades));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
