import type { AskLiveRule, LiveEvent, LiveRequest } from '../../../workers/api/live';
import { createPaperAccounts, type PaperAccounts } from '../../../src/live/paper/accounts';
import { runSession, type RunningSession } from '../../../src/live/run-session';
import { createRecordings, type Recordings } from '../../../src/live/recording/recorder';
import type { SteppedWorld, WorldTab } from './stepped-world';

/** A tab with a live session that runs. */
export interface LiveTab {
  readonly runner: RunningSession;
  readonly accounts: PaperAccounts;
  readonly recordings: Recordings;
  kill: WorldTab['kill'];
  killWriting: WorldTab['killWriting'];
}

/** Of accounts that have none. */
export const askNoRule: AskLiveRule = () => Promise.reject(new Error('there is no rule'));

export const watchRequest: LiveRequest = {
  interval: '1m',
  symbols: ['BTCUSDT', 'ETHUSDT'],
  models: { BTCUSDT: 'm1', ETHUSDT: 'm1' },
  hasBookTicker: false,
  isRecording: false,
};

/** Opens a tab and starts a session in it, as the session worker does. */
export async function openLiveTab(
  world: SteppedWorld,
  onEvent: (event: LiveEvent) => void = () => undefined,
  request: LiveRequest = watchRequest,
  tab: WorldTab = world.openTab(),
  askRule: AskLiveRule = askNoRule,
): Promise<LiveTab> {
  const { ports, kill, killWriting } = tab;
  const started: { runner?: RunningSession } = {};
  const accounts = createPaperAccounts({
    ports,
    onChange: () => started.runner?.touch(),
  });
  const recordings = createRecordings();
  const runner = await runSession({ request, ports, accounts, recordings, onEvent, askRule });
  started.runner = runner;
  await world.settle();
  return { runner, accounts, recordings, kill, killWriting };
}
