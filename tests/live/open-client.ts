import type { LiveEvent, LiveRequest } from '../../workers/api/live';
import { createAccountKeeper, type AccountKeeper } from '../../workers/live/account-keeper';
import { startLiveRunner, type LiveRunner } from '../../workers/live/live-runner';
import type { SteppedWorld } from './stepped-world';

/** A tab with a live session that runs. */
export interface LiveTab {
  readonly runner: LiveRunner;
  readonly keeper: AccountKeeper;
  kill(): void;
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
): Promise<LiveTab> {
  const { ports, kill } = world.openTab();
  let runner: LiveRunner | undefined;
  const keeper = createAccountKeeper({
    ports,
    onChange: () => runner?.touch(),
    onWarning: (text) => runner?.warn(text),
  });
  runner = await startLiveRunner({ request, ports, keeper, onEvent });
  await world.settle();
  return { runner, keeper, kill };
}
