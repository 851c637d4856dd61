import { openPaperAccount } from '../../../src/live/paper/account';
import { createPaperAccount } from '../../../src/storage/paper-accounts';
import type { TabquantDatabase } from '../../../src/storage/schema';
import type { Exchange } from '../../servers/binance-server';
import { minuteMs, startAt, startTestExchange } from '../../servers/test-client';
import { openFresh } from '../../storage/make-records';
import { makeLiveAccount, makeLiveModel } from './make-model';
import { createSteppedWorld, type SteppedWorld } from './stepped-world';

/** An exchange with two models and one account on disk; no tab is open yet. */
export interface LiveScene {
  readonly exchange: Exchange;
  readonly database: TabquantDatabase;
  readonly world: SteppedWorld;
}

/** Returns a scene of its own; whoever asks for it closes its exchange. */
export async function openLiveScene(): Promise<LiveScene> {
  const exchange = await startTestExchange();
  const database = await openFresh();
  await createPaperAccount(
    database,
    openPaperAccount(makeLiveAccount({ createdAt: startAt }), minuteMs),
  );
  const models = [makeLiveModel('m1', 5), makeLiveModel('m2', 6)];
  return { exchange, database, world: createSteppedWorld({ exchange, database, models }) };
}
