import { createAttention } from '../../client/attention';
import { startLive } from '../../client/live-client';
import type { ModelInfo } from '../../core/library';
import type { PaperAccount } from '../../core/trading/paper-account';
import { needsModel } from '../../core/trading/rules';
import type { DownloadState } from '../download.svelte';
import type { LibraryState } from '../library.svelte';
import type { NoticeState } from '../notices.svelte';
import type { OwnRuleState } from '../own-rule.svelte';
import type { SimulationState } from '../simulation.svelte';
import type { TrainingState } from '../training.svelte';
import { RetrainingState } from './retraining.svelte';
import { LiveState } from './live.svelte';
import { ChallengeState } from './challenge.svelte';
import {
  dropUnusedModel,
  findLeadingAccount,
  promoteAccount,
  proposeAccount,
  proposeChallenger,
} from './propose-account';

/** The states of live mode, created when it is first needed. */
export interface LiveMode {
  readonly live: LiveState;
  readonly retraining: RetrainingState;
  readonly challenge: ChallengeState;
  /** Returns a new account for a model, if there is one, and a symbol, with the settings of the Simulate view. */
  readonly propose: (symbol: string, model: ModelInfo | undefined) => PaperAccount;
  /** The rules that a person keeps. */
  readonly rules: OwnRuleState;
  /** Makes a challenger the champion of its symbol; the notice that follows can undo it. */
  readonly promote: (account: PaperAccount) => Promise<void>;
}

/** The page's other states that live mode uses. */
export interface LiveModeParts {
  readonly library: LibraryState;
  readonly notices: NoticeState;
  readonly simulation: SimulationState;
  readonly training: TrainingState;
  /** Loads `training`, which throws before. */
  openTraining(): Promise<TrainingState>;
  readonly downloading: DownloadState;
}

/** Returns live mode, connected with the page's other states. */
export function createLiveMode(parts: LiveModeParts): LiveMode {
  const { library, notices, simulation, training, downloading } = parts;
  const listAccounts = () => live.accounts.list?.map(({ account }) => account) ?? [];
  // An exchange does not have the costs of a sample market.
  const settingsFor = (model: ModelInfo | undefined) =>
    simulation.choices.settingsFor({ id: 'live' }, model);
  const propose = (symbol: string, model: ModelInfo | undefined): PaperAccount =>
    proposeAccount(symbol, model, settingsFor(model), listAccounts(), Date.now());
  const live: LiveState = new LiveState({
    openLive: startLive,
    library,
    notices,
    attention: createAttention(),
    proposeAccount(symbol, modelId) {
      const model = library.models.find(({ id }) => id === modelId);
      const isPossible = model !== undefined || !needsModel(settingsFor(undefined));
      return isPossible ? dropUnusedModel(propose(symbol, model)) : undefined;
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
  return { live, retraining, challenge, propose, rules: simulation.rule, promote };
}
