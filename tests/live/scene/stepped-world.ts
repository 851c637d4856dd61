import type { EpochMs } from '../../../src/core/bars/bars';
import { loadFunding } from '../../../src/storage/funding';
import type { TabquantDatabase } from '../../../src/storage/schema';
import { createAccountStore } from '../../../workers/live/live-store';
import type {
  AccountStore,
  LiveClock,
  LiveModel,
  LivePorts,
  LiveSocket,
} from '../../../src/live/ports';
import { defaultTimeouts } from '../../../src/live/market/timeouts';
import { binance } from '../../../src/exchange/binance/binance';
import type { Exchange as ExchangePort } from '../../../src/exchange/exchange';
import type { Platform } from '../../../src/exchange/ports';
import { createRefusalStore } from '../../../src/storage/rest-refusals';
import { browserPlatform } from '../../../workers/browser-platform';
import type { Exchange } from '../../servers/binance-server';
import { createAgenda } from '../../servers/clock/agenda';
import { createNodeSockets } from './node-socket';
import { createSharedTabs } from './shared-locks';

/** A local exchange on a stepped clock, and live sessions whose time is the exchange's. */
export interface SteppedWorld {
  readonly exchange: Exchange;
  now(): EpochMs;
  /** `aheadMs`: how far the tab's machine is ahead of the exchange, before anybody asks. */
  openTab(aheadMs?: number): WorldTab;
  /**
   * Moves time on by `ms`. Before each step everything that can happen at the present instant has
   * happened: messages and answers have arrived, and bars are journaled.
   */
  advance(ms: number): Promise<void>;
  /** Resolves when nothing more happens at the present instant. */
  settle(): Promise<void>;
}

/** What one tab works with. */
export interface WorldTab {
  readonly ports: LivePorts;
  /** Sets its machine's clock, as a person or a sleep does, by `ms`. */
  jump(ms: number): void;
  /** Ends it as a crash does: nothing of it happens any more. */
  kill(): void;
  /** Ends it at the next time that it journals bars, just before or just after they are on disk. */
  killWriting(moment: 'before' | 'after'): void;
}

export interface SteppedWorldOptions {
  readonly exchange: Exchange;
  readonly database: TabquantDatabase;
  readonly models: readonly LiveModel[];
  /** Of the waits between attempts. */
  readonly seed?: number;
  /** Called after each instant, when all is quiet. */
  readonly onInstant?: () => void;
}

/** Turns of the event loop after which what has not come was lost on its way. */
const patientTurns = 25;
/** And real time, since a busy machine may be late with what is under way. */
const quietMs = 3;
/** Real time that a request may take whose answer is not delayed by a fault. */
const patientMs = 120_000;

export function createSteppedWorld(options: SteppedWorldOptions): SteppedWorld {
  const { exchange, database, models, seed = 7, onInstant } = options;
  const { stats, clock } = exchange;
  const agenda = createAgenda();
  const { openSocket, counts } = createNodeSockets();
  const tabs = createSharedTabs();
  /** Requests and writes that are under way. */
  const work = { requests: 0, slowDone: 0, writes: 0 };
  /** Sent messages that never came, and sockets that only the server counts. */
  const lost = { messages: 0, sockets: 0 };

  const platform: Platform = {
    ...browserPlatform,
    async fetch(url, init) {
      const startedAt = clock.now();
      work.requests++;
      const end = (): void => {
        work.requests--;
        if (clock.now() !== startedAt) work.slowDone++;
      };
      try {
        const response = await browserPlatform.fetch(url, init);
        const { status, headers } = response;
        return { status, headers, text: () => response.text().finally(end) };
      } catch (cause) {
        end();
        throw cause;
      }
    },
  };
  const disk = createRefusalStore(() => Promise.resolve(database), binance.info.id);
  const write = async <Result>(done: Promise<Result>): Promise<Result> => {
    work.writes++;
    try {
      return await done;
    } finally {
      work.writes--;
    }
  };
  /** Of one tab, which learns of the refusals that others met from the disk. */
  const openExchange = (): ExchangePort =>
    binance.open({
      platform,
      exchangeClock: {
        now: clock.now,
        sleep: (ms) => new Promise((resolve) => void agenda.add(clock.now() + ms, () => resolve())),
      },
      refusals: {
        load: () => write(disk.load()),
        save: (refusal) => write(disk.save(refusal)),
        clear: () => write(disk.clear()),
      },
      weightShare: 0.5,
      retries: 'once',
      hosts: { rest: [exchange.url], stream: [exchange.wsUrl] },
    });
  const isWorking = (): boolean => {
    const slow = stats.faults['rest-slow'] - work.slowDone;
    const isConnecting = counts.opening > 0 || counts.closing() > 0;
    return work.requests - Math.max(0, slow) > 0 || isConnecting || work.writes > 0;
  };
  const isWaiting = (): boolean =>
    stats.messagesSent - counts.received !== lost.messages ||
    stats.socketsOpen - counts.open !== lost.sockets;

  const settle = async (): Promise<void> => {
    const deadline = performance.now() + patientMs;
    let turns = 0;
    let quietSince = performance.now();
    const isPatient = (): boolean =>
      turns < patientTurns || performance.now() < quietSince + quietMs;
    // One turn at least: what has not shown yet is not counted either.
    for (let isFirst = true; isFirst || isWorking() || (isWaiting() && isPatient());) {
      isFirst = false;
      if (isWorking()) {
        turns = 0;
        quietSince = performance.now();
      } else turns++;
      if (performance.now() > deadline) {
        const { opening, open } = counts;
        const left = JSON.stringify({ ...work, opening, open, closing: counts.closing() });
        throw new Error(`world: something never came to an end: ${left}`);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    lost.messages = stats.messagesSent - counts.received;
    lost.sockets = stats.socketsOpen - counts.open;
    onInstant?.();
  };
  const runDue = async (): Promise<void> => {
    while (agenda.firstAt() <= clock.now()) {
      while (agenda.firstAt() <= clock.now()) agenda.runFirst();
      await settle();
    }
  };

  return {
    exchange,
    now: clock.now,
    settle,
    openTab(aheadMs = 0) {
      const tab = tabs.openTab();
      const connection = openExchange();
      const sockets = new Set<LiveSocket>();
      const life: TabLife = { isAlive: true };
      const kill = (): void => {
        life.isAlive = false;
        tab.kill();
        for (const socket of sockets) socket.close();
      };
      const guarded =
        <Args extends readonly unknown[]>(call: (...args: Args) => void) =>
        (...args: Args): void => {
          if (life.isAlive) call(...args);
        };
      const machine = { aheadMs, correctionMs: 0, hasJumped: false };
      const liveClock: LiveClock = {
        now: () => clock.now() + machine.aheadMs + machine.correctionMs,
        setTimer: (callback, ms) => agenda.add(clock.now() + ms, guarded(callback)),
        monotonicMs: () => performance.now(),
        setMachineTimer(callback, ms) {
          const timer = setTimeout(guarded(callback), ms);
          timer.unref();
          return () => clearTimeout(timer);
        },
        async synchronise(signal) {
          const time = await connection.serverTime({ signal });
          machine.correctionMs = time - clock.now() - machine.aheadMs;
        },
        hasJumped() {
          const { hasJumped } = machine;
          machine.hasJumped = false;
          return hasJumped;
        },
      };
      const ports: LivePorts = {
        clock: liveClock,
        openSocket(url, handlers) {
          const socket = openSocket(url, {
            onOpen: guarded(handlers.onOpen),
            onMessage: guarded(handlers.onMessage),
            onClose: guarded(handlers.onClose),
          });
          sockets.add(socket);
          return socket;
        },
        exchange: connection,
        timeouts: defaultTimeouts,
        accounts: countWrites(createAccountStore(database), work, life, kill),
        locks: tab.locks,
        channel: tab.channel,
        loadModel(modelId) {
          const model = models.find(({ info }) => info.id === modelId);
          return model === undefined
            ? Promise.reject(new Error(`no model ${modelId}`))
            : Promise.resolve(model);
        },
        loadFunding: (symbol) => loadFunding(database, symbol),
        drawSeed: () => seed,
      };
      return {
        ports,
        jump(ms) {
          machine.aheadMs += ms;
          machine.hasJumped = true;
        },
        kill,
        killWriting: (moment) => void (life.diesWriting = moment),
      };
    },
    async advance(ms) {
      const end = clock.now() + ms;
      await settle();
      while (clock.now() < end) {
        const next = Math.min(end, Math.max(clock.now(), agenda.firstAt()));
        await exchange.advance(next - clock.now(), settle);
        await runDue();
      }
    },
  };
}

interface TabLife {
  isAlive: boolean;
  diesWriting?: 'before' | 'after';
}

/** A dead tab starts no write any more; of one that is under way it never hears. */
function countWrites(
  store: AccountStore,
  work: { writes: number },
  life: TabLife,
  kill: () => void,
): AccountStore {
  const never = new Promise<never>(() => undefined);
  const count =
    <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (life.diesWriting === 'before') kill();
      if (!life.isAlive) return never;
      work.writes++;
      try {
        return await call(...args);
      } finally {
        work.writes--;
        if (life.diesWriting === 'after') kill();
        if (!life.isAlive) await never;
      }
    };
  return { ...store, journal: count(store.journal), reset: count(store.reset) };
}
