import { readAccountFile, writeAccountFile } from '../../src/live/paper/account-file';
import {
  importPaperAccount,
  loadAccountFile,
  loadPaperRun,
  loadPaperTrades,
} from '../../src/storage/paper-journal';
import { listPaperAccounts, purgePaperAccounts } from '../../src/storage/paper-accounts';
import { openDatabase } from '../../src/storage/database';
import { JournalError } from '../../src/live/paper/journal-writer';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { LiveApi, LiveEvent, LiveRequest } from '../api/live';
import { createPaperAccounts, type PaperAccounts } from '../../src/live/paper/accounts';
import {
  createJournalComparison,
  type CompareJournals,
} from '../../src/live/upkeep/compare-journals';
import { joinRecordings } from './all-recordings';
import { createBrowserPorts } from './browser-ports';
import { loadComparedModel } from './live-store';
import { checkRecording } from '../../src/live/recording/replay';
import { runSession, type RunningSession } from '../../src/live/run-session';
import type { LivePorts } from '../../src/live/ports';
import { createRecordings } from '../../src/live/recording/recorder';
import { synchronise } from '../../src/live/market/clock';

/** What the worker needs from outside. */
interface LiveEnvironment {
  readonly database: TabquantDatabase;
  readonly ports: LivePorts;
}

/** What lives as long as the worker. */
interface LiveBase extends LiveEnvironment {
  readonly accounts: PaperAccounts;
  readonly compareJournals: CompareJournals;
}

type EventSink = (event: LiveEvent) => void | Promise<void>;

const removedForMs = 7 * 86_400_000;

/** Returns the API of the live worker, which opens its environment at the first call. */
export function createLiveApi(
  send: (event: LiveEvent, sink: EventSink) => void,
  openEnvironment: () => Promise<LiveEnvironment> = openInBrowser,
): LiveApi {
  let base: Promise<LiveBase> | undefined;
  let runner: RunningSession | undefined;
  /** The last `connect` wins, even if an earlier one takes longer. */
  let lastRequest: LiveRequest | undefined;
  let changing = Promise.resolve();

  const recordings = createRecordings(({ symbols }) =>
    runner?.warn(
      `An earlier recording of ${symbols.join(', ')} was dropped to make space for this one`,
    ),
  );

  const open = async (): Promise<LiveBase> => {
    const { database, ports } = await openEnvironment();
    await purgePaperAccounts(database, Date.now() - removedForMs);
    const accounts = createPaperAccounts({ ports, onChange: () => runner?.touch() });
    const compareJournals = createJournalComparison({
      loadRun: (id, after) => loadPaperRun(database, id, after),
      loadTrades: (id, from) => loadPaperTrades(database, id, from),
      loadModel: (id) => loadComparedModel(database, id),
    });
    return { database, ports, accounts, compareJournals };
  };
  const getBase = (): Promise<LiveBase> => {
    const opening = (base ??= open());
    // So that the next call tries again.
    opening.catch(() => (base = undefined));
    return opening;
  };
  /** Opens with the exchange's time, which a running session knows already; for changes with a time stamp. */
  const getTimedBase = async (): Promise<LiveBase> => {
    const opened = await getBase();
    if (runner === undefined) await synchronise(opened.ports.clock);
    return opened;
  };
  const allRecordings = joinRecordings(recordings, async () => (await getBase()).database);
  /** Runs starts and stops one after the other. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = changing.then(work);
    changing = done.catch(() => undefined);
    return done;
  };
  /**
   * Stops the session. This tab keeps the accounts, since otherwise a waiting tab would get them before the next
   * session.
   */
  const stop = async (): Promise<void> => {
    try {
      await runner?.stop();
    } finally {
      runner = undefined;
      recordings.end();
    }
  };
  /** Stops the session for another one. Bars that could not be written were logged, and do not prevent that. */
  const makeWay = async (): Promise<void> => {
    try {
      await stop();
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
    }
  };
  const leave = async (): Promise<void> => {
    try {
      await stop();
    } finally {
      await (await base)?.accounts.close();
    }
  };

  return {
    connect(request, onEvent: EventSink, askRule) {
      lastRequest = request;
      const connected = inTurn(async () => {
        await makeWay();
        if (lastRequest !== request) return;
        const { ports, accounts } = await getBase();
        await allRecordings.list();
        try {
          runner = await runSession({
            request,
            ports,
            accounts,
            recordings,
            askRule,
            onEvent(event) {
              send(event, onEvent);
              const list = allRecordings.known();
              if (event.kind === 'connection' && list.recordings.length > 0) {
                send({ kind: 'recordings', ...list }, onEvent);
              }
            },
          });
        } catch (error) {
          recordings.end();
          await accounts.close();
          throw error;
        }
      });
      // Later, since hashing a long one takes a second.
      void inTurn(allRecordings.storeEnded);
      return connected;
    },
    disconnect() {
      lastRequest = undefined;
      return inTurn(() => leave().finally(allRecordings.storeEnded));
    },
    view: (symbol) => inTurn(async () => runner?.view(symbol)),
    setOnline: (isOnline) => runner?.setOnline(isOnline),

    async listAccounts() {
      const { database } = await getBase();
      return (await listPaperAccounts(database)).map(({ account }) => account);
    },
    addAccount: async (account, intervalMs) =>
      (await getTimedBase()).accounts.add(account, intervalMs),
    configureAccount: async (id, settings) => (await getBase()).accounts.configure(id, settings),
    assignRoles: async (roles) => (await getBase()).accounts.assignRoles(roles),
    resetAccount: async (id) => (await getTimedBase()).accounts.reset(id),
    undoReset: async (id) => (await getBase()).accounts.undoReset(id),
    removeAccount: async (id) => (await getBase()).accounts.remove(id),
    restoreAccount: async (id) => (await getBase()).accounts.restore(id),
    loadTrades: async (id, from) => loadPaperTrades((await getBase()).database, id, from),
    loadRun: async (id, after) => loadPaperRun((await getBase()).database, id, after),
    compareAccounts: async (championId, challengerId) =>
      (await getBase()).compareJournals(championId, challengerId),
    async exportAccount(id) {
      const file = await loadAccountFile((await getBase()).database, id);
      return new Blob([writeAccountFile(file)], { type: 'application/json' });
    },
    async importAccount(blob) {
      const file = readAccountFile(await blob.text());
      return importPaperAccount((await getBase()).database, file, crypto.randomUUID());
    },
    listRecordings: allRecordings.list,
    exportRecording: allRecordings.export,
    discardRecording: allRecordings.discard,
    async replayRecording(file, onProgress) {
      return checkRecording(await file.text(), onProgress);
    },
  };
}

async function openInBrowser(): Promise<LiveEnvironment> {
  const database = await openDatabase();
  return { database, ports: await createBrowserPorts(database) };
}
