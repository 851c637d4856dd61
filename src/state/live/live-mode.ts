import { createAttention } from '../../client/attention';
import { startLive } from '../../client/live-client';
import type { ModelInfo } from '../../core/library';
import type { PaperAccount } from '../../core/trading/paper-account';
import type { DownloadState } from '../download.svelte';
import type { LibraryState } from '../library.svelte';
import type { NoticeState } from '../notices.svelte';
import type { SimulationState } from '../simulation.svelte';
import type { TrainingState } from '../training.svelte';
import { RetrainingState } from './retraining.svelte';
import { LiveState } from './live.svelte';
import { ChallengeState } from './challenge.svelte';
import {
  findLeadingAccount,
  promoteAccount,
  proposeAccount,
  proposeChallenger,
} from './propose-account';

/** Live mode and what belongs to it, made when it is first wanted. */
export interface LiveMode {
  readonly live: LiveState;
  readonly retraining: RetrainingState;
  readonly challenge: ChallengeState;
  /** A new account of a model on a symbol, with the rules that the Simulate view has. */
  readonly propose: (symbol: string, model: ModelInfo) => PaperAccount;
  /** Makes a challenger the champion of its symbol; the notice that follows takes it back. */
  readonly promote: (account: PaperAccount) => Promise<void>;
}

/** The page's other states that live mode works with. */
export interface LiveModeParts {
  readonly library: LibraryState;
  readonly notices: NoticeState;
  readonly simulation: SimulationState;
  readonly training: TrainingState;
  readonly downloading: DownloadState;
}

/** Returns live mode within the page's other states. */
export function createLiveMode(parts: LiveModeParts): LiveMode {
  const { library, notices, simulation, training, downloading } = parts;
  const listAccounts = () => live.accounts.list?.map(({ account }) => account) ?? [];
  const propose = (symbol: string, model: ModelInfo): PaperAccount =>
    proposeAccount(
      symbol,
      model,
      // No sample market's costs hold on an exchange.
      simulation.choices.settingsFor({ id: 'live' }, model),
      listAccounts(),
      Date.now(),
    );
  const live: LiveState = new LiveState({
    openLive: startLive,
    library,
    notices,
    attention: createAttention(),
    proposeAccount(symbol, modelId) {
      const model = library.models.find(({ id }) => id === modelId);
      return model && propose(symbol, model);
    },
  });
  const retraining = new RetrainingState({
    downloading,
    training,
    accounts: live.accounts,
    notices,
    proposeChallenger: (symbol, model) =>
      proposeChallenger(
        model,
        findLeadingAccount(symbol, listAccounts()) ?? propose(symbol, model),
        Date.now(),
      ),
  });
  const challenge = new ChallengeState(live.accounts);
  const promote = (account: PaperAccount) => promoteAccount(account, live, notices);
  return { live, retraining, challenge, propose, promote };
}
