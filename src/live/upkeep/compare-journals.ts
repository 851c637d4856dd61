import type { BarIndex, EpochMs } from '../../core/bars/bars';
import {
  extendRun,
  extendTrades,
  findOpenFrom,
  type PaperRun,
} from '../../core/trading/paper-account';
import type { Trade } from '../../core/trading/positions';
import {
  compareAccounts,
  compareModels,
  pairAnswers,
  type AccountComparison,
  type ModelComparison,
} from './champion-challenger';

/** A champion and a challenger over the same bars. */
export interface ChallengeReport {
  readonly accounts: AccountComparison;
  /** Undefined where both have the same model, a model does not exist here, or the horizons differ. */
  readonly models: ModelComparison | undefined;
}

/** What a comparison needs to know about a model. */
export interface ComparedModel {
  readonly horizonBars: number;
  /** End of the last bar that it can have been made with. */
  readonly liveFrom: EpochMs;
}

/** Where journals and models are read. */
interface ComparisonSource {
  /** With only those bars that opened after `after`. */
  loadRun(accountId: string, after?: EpochMs): Promise<PaperRun>;
  /** Closed trades that were entered at bar `from` or later. */
  loadTrades(accountId: string, from?: BarIndex): Promise<readonly Trade[]>;
  /** Undefined where the model no longer exists. */
  loadModel(modelId: string): Promise<ComparedModel | undefined>;
}

/** Compares two accounts over the whole of their journals. Calls run one after the other. */
export type CompareJournals = (
  championId: string,
  challengerId: string,
) => Promise<ChallengeReport>;

/** A journal as far as it has been read. */
interface Journal extends PaperRun {
  readonly trades: readonly Trade[];
  /** Trades that are still to close were entered at this bar or later. */
  readonly openFrom: BarIndex;
}

/**
 * Returns a comparison that caches the journals of the last two accounts, so that after one more bar only that bar
 * is read.
 */
export function createJournalComparison(source: ComparisonSource): CompareJournals {
  let journals = new Map<string, Journal>();
  let judged: { readonly key: string; readonly models: ModelComparison } | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** Compares models over all bars, which takes 0.1 s after 90 days; so the longer the journals, the more rarely. */
  const judgeModels = async (
    champion: Journal,
    challenger: Journal,
  ): Promise<ModelComparison | undefined> => {
    const ids = [champion, challenger].flatMap(({ state }) => state.account.modelId ?? []);
    if (ids.length < 2 || ids[0] === ids[1]) return undefined;
    const [first, second] = await Promise.all(ids.map((id) => source.loadModel(id)));
    if (first === undefined || second === undefined) return undefined;
    const { horizonBars } = first;
    if (second.horizonBars !== horizonBars) return undefined;
    const liveFrom = Math.max(first.liveFrom, second.liveFrom);
    const key = [...[champion, challenger].map(describeRun), horizonBars, liveFrom].join(' ');
    if (judged?.key !== key) {
      const { intervalMs } = champion.state.engine;
      const sample = pairAnswers(champion, challenger, { intervalMs, horizonBars, liveFrom });
      judged = { key, models: compareModels(sample, horizonBars) };
    }
    return judged.models;
  };
  const compare = async (championId: string, challengerId: string): Promise<ChallengeReport> => {
    const [champion, challenger] = await Promise.all(
      [championId, challengerId].map((id) => readJournal(source, id, journals.get(id))),
    );
    journals = new Map([
      [championId, champion],
      [challengerId, challenger],
    ]);
    return {
      accounts: compareAccounts(champion, challenger),
      models: await judgeModels(champion, challenger),
    };
  };
  return (championId, challengerId) => {
    const result = turn.then(() => compare(championId, challengerId));
    turn = result.catch(() => undefined);
    return result;
  };
}

async function readJournal(
  source: ComparisonSource,
  accountId: string,
  known: Journal | undefined,
): Promise<Journal> {
  const newer = await source.loadRun(accountId, known?.time.at(-1));
  const extended = known && extendRun(known, newer);
  // After a reset, or after one was undone, it is another run.
  const run = extended ?? (known === undefined ? newer : await source.loadRun(accountId));
  const before = extended === undefined ? undefined : known;
  const { engine } = run.state;
  if (before?.trades.length === engine.record.trades) {
    return { ...run, trades: before.trades, openFrom: findOpenFrom(engine) };
  }
  const newTrades =
    engine.record.trades === 0 ? [] : await source.loadTrades(accountId, before?.openFrom);
  const trades = extendTrades(before?.trades ?? [], newTrades);
  return { ...run, trades, openFrom: findOpenFrom(engine) };
}

/** Returns a key for a run, which changes only after a number of bars that grows with the run. */
function describeRun({ state, time }: PaperRun): string {
  const { id, createdAt, modelId } = state.account;
  return [id, createdAt, modelId ?? '', roundBars(time.length)].join(' ');
}

/** Rounds down by less than a thousandth; not at all below 4,096 bars. */
function roundBars(bars: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(bars / 2048)));
  return bars - (bars % step);
}
