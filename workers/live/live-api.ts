import { listPaperAccounts, purgePaperAccounts } from '../../src/storage/paper-accounts';
import {
  loadPaperEquity,
  loadPaperRun,
  loadPaperTrades,
  writePaperAccount,
} from '../../src/storage/paper-journal';
import { openDatabase } from '../../src/storage/open';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { LiveApi, LiveEvent, LiveRequest } from '../api/live';
import { createAccountKeeper, type AccountKeeper } from './account-keeper';
import { createBrowserPorts } from './browser-ports';
import { startLiveRunner, type LiveRunner } from './live-runner';
import type { LivePorts } from './ports';
import { synchronise } from './synchronise';

/** What lives as long as the worker. */
interface LiveBase {
  readonly database: TabquantDatabase;
  readonly ports: LivePorts;
  readonly keeper: AccountKeeper;
}

type EventSink = (event: LiveEvent) => void | Promise<void>;

const removedForMs = 7 * 86_400_000;

/** Returns the live half of the session worker, which does nothing before it is asked. */
export function createLiveApi(send: (event: LiveEvent, sink: EventSink) => void): LiveApi {
  let base: Promise<LiveBase> | undefined;
  let runner: LiveRunner | undefined;
  /** The last `connect` wins, even if an earlier one takes longer. */
  let lastRequest: LiveRequest | undefined;
  let changing = Promise.resolve();

  const open = async (): Promise<LiveBase> => {
    const database = await openDatabase();
    const ports = createBrowserPorts(database);
    await purgePaperAccounts(database, Date.now() - removedForMs);
    const keeper = createAccountKeeper({
      ports,
      onChange: () => runner?.touch(),
      onWarning: (text) => runner?.warn(text),
    });
    return { database, ports, keeper };
  };
  const getBase = (): Promise<LiveBase> => {
    const opening = (base ??= open());
    // So that the next call tries again.
    opening.catch(() => (base = undefined));
    return opening;
  };
  /** For what is stamped with the exchange's time, which a session that runs knows already. */
  const getTimedBase = async (): Promise<LiveBase> => {
    const opened = await getBase();
    if (runner === undefined) await synchronise(opened.ports.clock);
    return opened;
  };
  /** One start or stop after the other. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = changing.then(work);
    changing = done.catch(() => undefined);
    return done;
  };
  const stop = async (): Promise<void> => {
    await runner?.stop();
  };

  return {
    connect(request, onEvent: EventSink) {
      lastRequest = request;
      return inTurn(async () => {
        await stop();
        if (lastRequest !== request) return;
        const { ports, keeper } = await getBase();
        try {
          runner = await startLiveRunner({
            request,
            ports,
            keeper,
            onEvent: (event) => send(event, onEvent),
          });
        } catch (error) {
          await keeper.close();
          throw error;
        }
      });
    },
    disconnect() {
      lastRequest = undefined;
      return inTurn(stop);
    },
    view: (symbol) => inTurn(async () => runner?.view(symbol)),
    setOnline: (isOnline) => runner?.setOnline(isOnline),

    async listAccounts() {
      const { database } = await getBase();
      return (await listPaperAccounts(database)).map(({ account }) => account);
    },
    addAccount: async (account) => (await getTimedBase()).keeper.add(account),
    configureAccount: async (id, settings) => (await getBase()).keeper.configure(id, settings),
    resetAccount: async (id) => (await getTimedBase()).keeper.reset(id),
    undoReset: async (id) => (await getBase()).keeper.undoReset(id),
    removeAccount: async (id) => (await getBase()).keeper.remove(id),
    restoreAccount: async (id) => (await getBase()).keeper.restore(id),
    loadTrades: async (id) => loadPaperTrades((await getBase()).database, id),
    loadEquity: async (id) => loadPaperEquity((await getBase()).database, id),
    loadRun: async (id, after) => loadPaperRun((await getBase()).database, id, after),
    async exportAccount(id) {
      const text = await writePaperAccount((await getBase()).database, id);
      return new Blob([text], { type: 'application/json' });
    },
    async exportRecording() {
      const lines = runner?.recording();
      if (lines === undefined) throw new Error('live: nothing was recorded');
      return new Blob([...lines], { type: 'application/x-ndjson' });
    },
  };
}
