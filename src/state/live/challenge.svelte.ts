import { untrack } from 'svelte';
import {
  compareAccounts,
  type AccountComparison,
  type AccountRecord,
} from '../../core/live/account-comparison';
import type { ModelComparison } from '../../core/live/model-comparison';
import type { PaperAccount } from '../../core/live/paper-account';
import type { LiveAccounts, ListedAccount } from './live-accounts.svelte';

/** A challenger and the champion of its symbol. */
export interface Challenge {
  readonly champion: PaperAccount;
  readonly challenger: PaperAccount;
}

/** A champion and a challenger over the same bars. */
export interface ChallengeReport {
  readonly accounts: AccountComparison;
  /** Undefined where nothing is connected, both ask one model, or the models' horizons differ. */
  readonly models: ModelComparison | undefined;
}

/** What is known of a challenge. */
export interface ComparedChallenge extends Challenge {
  readonly report: ChallengeReport;
}

/** The comparison of champion and challenger in view: of the page's copy of their journals. */
export class ChallengeState {
  readonly #accounts: Pick<LiveAccounts, 'runs' | 'compareModels'>;
  #shown = $state.raw<Challenge | undefined>();
  #models = $state.raw<ModelComparison | undefined>();

  readonly #championId = $derived(this.#shown?.champion.id);
  readonly #challengerId = $derived(this.#shown?.challenger.id);
  /** Of ids and journals alone, so that it is made once a bar. */
  readonly #comparison: AccountComparison | undefined = $derived.by(() => {
    const champion = this.#findRecord(this.#championId);
    const challenger = this.#findRecord(this.#challengerId);
    return champion && challenger && compareAccounts(champion, challenger);
  });

  /** The challenge that was last shown; undefined until its journals have come. */
  readonly compared: ComparedChallenge | undefined = $derived(
    this.#shown &&
      this.#comparison && {
        ...this.#shown,
        report: { accounts: this.#comparison, models: this.#models },
      },
  );

  constructor(accounts: Pick<LiveAccounts, 'runs' | 'compareModels'>) {
    this.#accounts = accounts;
  }

  /** Loads what is new in the journals of two accounts. */
  async show(challenge: Challenge): Promise<void> {
    if (
      !isSame(
        untrack(() => this.#shown),
        challenge,
      )
    )
      this.#models = undefined;
    this.#shown = challenge;
    await this.#accounts.runs.loadWithTrades([challenge.champion.id, challenge.challenger.id]);
  }

  /** Asks the worker, which has what models said, how the two models did over the bars that both traded. */
  async compareModels(): Promise<void> {
    const asked = this.compared;
    const from = asked?.report.accounts.from;
    if (asked === undefined || from === undefined) return;
    const { champion, challenger } = asked;
    if (champion.modelId === challenger.modelId) return;
    const models = await this.#accounts.compareModels({
      symbol: champion.symbol,
      championModelId: champion.modelId,
      challengerModelId: challenger.modelId,
      from,
    });
    if (isSame(this.#shown, asked)) this.#models = models;
  }

  #findRecord(accountId: string | undefined): AccountRecord | undefined {
    if (accountId === undefined) return undefined;
    const run = this.#accounts.runs.find(accountId);
    const trades = this.#accounts.runs.findTrades(accountId);
    return run && trades && { trades, time: run.time, equity: run.equity };
  }
}

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

function isSame(a: Challenge | undefined, b: Challenge): boolean {
  return a?.champion.id === b.champion.id && a.challenger.id === b.challenger.id;
}
