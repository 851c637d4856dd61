import type { LiveEvent, LiveRequest } from '../../../workers/api/live';
import { createAccountKeeper, type AccountKeeper } from '../../../src/live/paper/accounts';
import { startLiveRunner, type LiveRunner } from '../../../src/live/run-session';
import { createRecordingShelf, type RecordingShelf } from '../../../src/live/recording/recorder';
import type { SteppedWorld, WorldTab } from './stepped-world';

/** A tab with a live session that runs. */
export interface LiveTab {
  readonly runner: LiveRunner;
  readonly keeper: AccountKeeper;
  readonly recordings: RecordingShelf;
  kill: WorldTab['kill'];
  killWriting: WorldTab['killWriting'];
}

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
): Promise<LiveTab> {
  const { ports, kill, killWriting } = tab;
  const started: { runner?: LiveRunner } = {};
  const keeper = createAccountKeeper({
    ports,
    onChange: () => started.runner?.touch(),
  });
  const recordings = createRecordingShelf();
  const runner = await startLiveRunner({ request, ports, keeper, recordings, onEvent });
  started.runner = runner;
  await world.settle();
  return { runner, keeper, recordings, kill, killWriting };
}
