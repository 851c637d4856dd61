import type { ChallengeReport } from '../../../workers/api/live';
import type { PaperAccount } from '../../core/trading/paper-account';
import type { LiveAccounts, ListedAccount } from './live-accounts.svelte';

/** A challenger and the champion of its symbol. */
export interface Challenge {
  readonly champion: PaperAccount;
  readonly challenger: PaperAccount;
}

/** A challenge with its comparison. */
export interface ComparedChallenge extends Challenge {
  readonly report: ChallengeReport;
}

/** The comparison of the champion and challenger in view, which the worker makes from their journals. */
export class ChallengeState {
  readonly #accounts: Pick<LiveAccounts, 'compare'>;
  #asked: Challenge | undefined;
  #compared = $state.raw<ComparedChallenge | undefined>();

  constructor(accounts: Pick<LiveAccounts, 'compare'>) {
    this.#accounts = accounts;
  }

  /** The challenge that was last compared; undefined before the first. */
  get compared(): ComparedChallenge | undefined {
    return this.#compared;
  }

  /** Compares two accounts as of their last bars. */
  async show(challenge: Challenge): Promise<void> {
    this.#asked = challenge;
    const { champion, challenger } = challenge;
    const report = await this.#accounts.compare(champion, challenger);
    if (report !== undefined && this.#asked === challenge) {
      this.#compared = { ...challenge, report };
    }
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
