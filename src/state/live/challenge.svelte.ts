import type { EpochMs } from '../../core/bars/bars';
import {
  type AccountComparison,
  compareAccounts,
  compareModels,
  type ModelComparison,
  pairAnswers,
} from '../../live/upkeep/champion-challenger';
import type { PaperAccount, PaperRun } from '../../core/trading/paper-account';
import type { Trade } from '../../core/trading/positions';
import type { LiveAccounts, ListedAccount } from './live-accounts.svelte';

/** A challenger and the champion of its symbol. */
export interface Challenge {
  readonly champion: PaperAccount;
  readonly challenger: PaperAccount;
}

/** A champion and a challenger over the same bars. */
export interface ChallengeReport {
  readonly accounts: AccountComparison;
  /** Undefined where both ask one model, one is not here, or the models' horizons differ. */
  readonly models: ModelComparison | undefined;
}

/** What is known of a challenge. */
export interface ComparedChallenge extends Challenge {
  readonly report: ChallengeReport;
}

/** What of a model a comparison needs. */
export interface ComparedModel {
  readonly horizonBars: number;
  /** End of the last bar that it can have been made with. */
  readonly liveFrom: EpochMs;
}

/** The comparison of champion and challenger in view: of the page's copy of their journals. */
export class ChallengeState {
  readonly #accounts: Pick<LiveAccounts, 'runs'>;
  readonly #findModel: (modelId: string) => ComparedModel | undefined;
  #shown = $state.raw<Challenge | undefined>();

  readonly #championId = $derived(this.#shown?.champion.id);
  readonly #challengerId = $derived(this.#shown?.challenger.id);
  #judged: { readonly key: string; readonly models: ModelComparison } | undefined;
  /** Of ids and journals alone, so that it is made once a bar. */
  readonly #report: ChallengeReport | undefined = $derived.by(() => {
    const champion = this.#findJournal(this.#championId);
    const challenger = this.#findJournal(this.#challengerId);
    return (
      champion &&
      challenger && {
        accounts: compareAccounts(champion, challenger),
        models: this.#judgeModels(champion, challenger),
      }
    );
  });

  /** The challenge that was last shown; undefined until its journals have come. */
  readonly compared: ComparedChallenge | undefined = $derived(
    this.#shown && this.#report && { ...this.#shown, report: this.#report },
  );

  /** `findModel` knows the models that are here. */
  constructor(
    accounts: Pick<LiveAccounts, 'runs'>,
    findModel: (modelId: string) => ComparedModel | undefined,
  ) {
    this.#accounts = accounts;
    this.#findModel = findModel;
  }

  /** Loads what is new in the journals of two accounts. */
  async show(challenge: Challenge): Promise<void> {
    this.#shown = challenge;
    await this.#accounts.runs.loadWithTrades([challenge.champion.id, challenge.challenger.id]);
  }

  /**
   * Of all bars of both journals, which takes 0.1 s after 90 days: so, the longer they are, the fewer of their
   * bars it is made anew at.
   */
  #judgeModels(champion: Journal, challenger: Journal): ModelComparison | undefined {
    const ids = [champion, challenger].map(({ state }) => state.account.modelId);
    const [first, second] = ids.map(this.#findModel);
    if (ids[0] === ids[1] || first === undefined || second === undefined) return undefined;
    const { horizonBars } = first;
    if (second.horizonBars !== horizonBars) return undefined;
    const liveFrom = Math.max(first.liveFrom, second.liveFrom);
    const key = [...[champion, challenger].map(describeRun), horizonBars, liveFrom].join(' ');
    if (this.#judged?.key !== key) {
      const { intervalMs } = champion.state.engine;
      const sample = pairAnswers(champion, challenger, { intervalMs, horizonBars, liveFrom });
      this.#judged = { key, models: compareModels(sample, horizonBars) };
    }
    return this.#judged.models;
  }

  #findJournal(accountId: string | undefined): Journal | undefined {
    if (accountId === undefined) return undefined;
    const run = this.#accounts.runs.find(accountId);
    const trades = this.#accounts.runs.findTrades(accountId);
    return run && trades && { ...run, trades };
  }
}

/** The same for a run and one that has some more bars. */
function describeRun({ state, time }: Journal): string {
  const { id, createdAt, modelId } = state.account;
  return [id, createdAt, modelId, roundBars(time.length)].join(' ');
}

/** Rounds down by less than a thousandth; below 4,096 bars not at all. */
function roundBars(bars: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(bars / 2048)));
  return bars - (bars % step);
}

type Journal = PaperRun & { readonly trades: readonly Trade[] };

/**
 * Returns the challenge to show on a symbol: the account in view against the champion, or the champion
 * against the newest challenger; undefined where there are not both.
 */
export function findChallenge(
  list: readonly ListedAccount[],
  symbol: string,
  inView: PaperAccount | undefined,
): Challenge | undefined {
  const own = list.map(({ account }) => account).filter((account) => account.symbol === symbol);
  const champion = own.find(({ role }) => role === 'champion');
  const challengers = own.filter(({ role }) => role === 'challenger');
  const challenger = challengers.find(({ id }) => id === inView?.id) ?? challengers.at(-1);
  return champion && challenger && { champion, challenger };
}
