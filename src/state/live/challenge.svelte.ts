import { untrack } from 'svelte';
import type { EpochMs } from '../../core/bars/bars';
import { compareAccounts, type AccountComparison } from '../../core/live/account-comparison';
import { compareModels, type ModelComparison } from '../../core/live/model-comparison';
import { pairAnswers } from '../../core/live/pair-answers';
import type { PaperAccount } from '../../core/live/paper-account';
import type { PaperRun } from '../../core/live/portfolio/paper-run';
import type { Trade } from '../../core/portfolio/settings';
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
  /** Changes with the runs that are compared, and with ever fewer of their bars the longer they are. */
  readonly #judged: string = $derived(
    [this.#championId, this.#challengerId].map((id) => this.#describeRun(id)).join(),
  );
  readonly #models: ModelComparison | undefined = $derived.by(() => this.#judgeModels());
  /** Of ids and journals alone, so that it is made once a bar. */
  readonly #report: ChallengeReport | undefined = $derived.by(() => {
    const champion = this.#findJournal(this.#championId);
    const challenger = this.#findJournal(this.#challengerId);
    return (
      champion &&
      challenger && {
        accounts: compareAccounts(champion, challenger),
        models: this.#models,
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

  /** Of all bars of both journals, so that it is not made at each further one: that would take 0.1 s after 90 days. */
  #judgeModels(): ModelComparison | undefined {
    void this.#judged;
    const [champion, challenger] = untrack(() =>
      [this.#championId, this.#challengerId].map((id) => this.#findJournal(id)),
    );
    if (champion === undefined || challenger === undefined) return undefined;
    const ids = [champion, challenger].map(({ state }) => state.account.modelId);
    const [first, second] = ids.map(this.#findModel);
    if (ids[0] === ids[1] || first === undefined || second === undefined) return undefined;
    const { horizonBars } = first;
    if (second.horizonBars !== horizonBars) return undefined;
    const { intervalMs } = champion.state.engine;
    const liveFrom = Math.max(first.liveFrom, second.liveFrom);
    const sample = pairAnswers(champion, challenger, { intervalMs, horizonBars, liveFrom });
    return compareModels(sample, horizonBars);
  }

  #describeRun(accountId: string | undefined): string {
    const journal = this.#findJournal(accountId);
    return journal === undefined
      ? 'none'
      : `${journal.state.account.id} ${journal.state.account.createdAt} ${roundBars(journal.time.length)}`;
  }

  #findJournal(accountId: string | undefined): Journal | undefined {
    if (accountId === undefined) return undefined;
    const run = this.#accounts.runs.find(accountId);
    const trades = this.#accounts.runs.findTrades(accountId);
    return run && trades && { ...run, trades };
  }
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
