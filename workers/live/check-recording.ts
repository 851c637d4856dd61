import type { PaperAccount } from '../../src/core/trading/paper-account';
import { readRecording, type Recording, RecordingError } from '../../src/live/recording/recording';
import {
  listNeededModels,
  listRecordedAccounts,
  replayRecording,
} from '../../src/live/recording/replay';
import type { DeskModel } from '../../src/live/paper/trading';
import type { RecordingProgress, RecordingReport, ReplayedAccount } from '../api/live';
import { hashTrades } from './hash-trades';

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
