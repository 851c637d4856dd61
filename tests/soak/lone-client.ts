import { barColumns, type Bar, type Bars, type EpochMs } from '../../src/core/bars/bars';
import { binance } from '../../src/exchange/binance/binance';
import { binanceStream } from '../../src/exchange/binance/stream';
import type { PaperAccountState } from '../../src/core/trading/paper-account';
import { openPaperAccount } from '../../src/live/paper/account';
import type { LiveEvent } from '../../workers/api/live';
import { createPaperAccounts } from '../../src/live/paper/accounts';
import { createRecordings } from '../../src/live/recording/recorder';
import { runSession } from '../../src/live/run-session';
import { defaultTimeouts } from '../../src/live/market/timeouts';
import type { AccountStore, LivePorts, SocketHandlers } from '../../src/live/ports';
import { makeLiveAccount, makeLiveModel } from '../live/scene/make-model';
import { createSharedTabs } from '../live/scene/shared-locks';
import { createAgenda } from '../servers/clock/agenda';
import { askNoRule } from '../live/scene/open-client';
import { minuteMs, startAt } from '../servers/test-client';
import { makeWaveBar, writeClosing, writeForming } from './wave-market';

/** Live mode without server, sockets or database, so that all memory in use is its own. */
export interface LoneClient {
  /** Lets minute bars close, with something that goes wrong every few. */
  takeBars(count: number): Promise<void>;
  stop(): Promise<void>;
}

const symbol = 'BTCUSDT';
const updateEveryMs = 5000;
const closeDelayMs = 120;
const connectMs = 200;
/** The machine's time runs so much slower than the exchange's: the page is told once a bar, not 240 times. */
const pageFactor = 240;

/** What goes wrong with every so many bars. */
const faultEvery = {
  drop: 31,
  silence: 43,
  lostClosing: 23,
  malformed: 11,
  copy: 7,
  correction: 17,
};

/** Starts a client whose account was away for `missedBars`, so that all that is kept of the past is full. */
export async function openLoneClient(
  missedBars: number,
  onEvent: (event: LiveEvent) => void = () => undefined,
): Promise<LoneClient> {
  const agenda = createAgenda();
  const sockets = new Set<SocketHandlers>();
  let now = startAt;
  let next = startAt / minuteMs;
  let silentTo = -Infinity;

  const openTimeOf = (index: number): EpochMs => index * minuteMs;
  const send = (text: string): void => {
    if (now >= silentTo) for (const { onMessage } of [...sockets]) onMessage(text);
  };
  const happens = (kind: keyof typeof faultEvery, index: number): boolean =>
    index % faultEvery[kind] === 0;
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  const ports: LivePorts = {
    clock: {
      now: () => now,
      setTimer: (callback, ms) => agenda.add(now + ms, callback),
      monotonicMs: () => now / pageFactor,
      setMachineTimer: (callback, ms) => agenda.add(now + pageFactor * ms, callback),
      synchronise: () => Promise.resolve(),
      hasJumped: () => false,
    },
    openSocket(_, handlers) {
      const cancel = agenda.add(now + connectMs, () => {
        sockets.add(handlers);
        handlers.onOpen();
      });
      return {
        send: () => undefined,
        close() {
          cancel();
          sockets.delete(handlers);
        },
      };
    },
    exchange: {
      info: binance.info,
      stream: binanceStream,
      fetchBars({ from, to }) {
        const end = Math.min(to, Math.floor(now / minuteMs) * minuteMs);
        const count = Math.max(0, (end - from) / minuteMs);
        const list = Array.from({ length: count }, (_, row) => makeWaveBar(from / minuteMs + row));
        const columns = barColumns.map((name) => [
          name,
          Float64Array.from(list, (bar) => bar[name]),
        ]);
        return Promise.resolve({ intervalMs: minuteMs, ...Object.fromEntries(columns) } as Bars);
      },
    },
    timeouts: defaultTimeouts,
    accounts: createForgetfulStore([makeAwayAccount(missedBars)]),
    ...createSharedTabs().openTab(),
    loadModel: (modelId) => Promise.resolve(makeLiveModel(modelId, 5)),
    loadFunding: () => Promise.resolve(undefined),
    drawSeed: () => 1,
  };

  const advanceTo = async (time: EpochMs): Promise<void> => {
    while (agenda.firstAt() <= time) {
      now = Math.max(now, agenda.firstAt());
      agenda.runFirst();
    }
    now = time;
    await settle();
  };
  const playBar = async (index: number): Promise<void> => {
    const openTime = openTimeOf(index);
    const bar: Bar = makeWaveBar(index);
    for (let ms = updateEveryMs; ms < minuteMs; ms += updateEveryMs) {
      await advanceTo(openTime + ms);
      send(writeForming(symbol, bar, now));
      if (ms !== minuteMs / 2) continue;
      if (happens('malformed', index)) send('{"stream":');
      if (happens('silence', index)) silentTo = now + 20_000;
      if (happens('drop', index)) {
        for (const { onClose } of [...sockets]) onClose('dropped');
        sockets.clear();
      }
    }
    await advanceTo(openTime + minuteMs + closeDelayMs);
    if (happens('lostClosing', index)) return;
    // REST tells another close later.
    const told = happens('correction', index) ? { ...bar, close: bar.low } : bar;
    const text = writeClosing(symbol, told, now);
    send(text);
    if (happens('copy', index)) send(text);
  };

  const accounts = createPaperAccounts({
    ports,
    onChange: () => undefined,
  });
  const request = {
    interval: '1m',
    symbols: [symbol],
    models: { [symbol]: 'm1' },
    hasBookTicker: false,
    isRecording: false,
  } as const;
  const runner = await runSession({
    request,
    ports,
    accounts,
    recordings: createRecordings(),
    onEvent,
    askRule: askNoRule,
  });
  return {
    async takeBars(count) {
      for (let bar = 0; bar < count; bar++) await playBar(next++);
      if (runner.state().kind === 'disconnected') throw new Error('soak: the client is off');
    },
    stop: () => runner.stop(),
  };
}

function makeAwayAccount(missedBars: number): PaperAccountState {
  const lastOpenTime = startAt - (missedBars + 1) * minuteMs;
  const account = makeLiveAccount({ createdAt: lastOpenTime });
  return { ...openPaperAccount(account, minuteMs), lastOpenTime };
}

/** Keeps the newest state of each account and nothing that grows. */
function createForgetfulStore(states: readonly PaperAccountState[]): AccountStore {
  const kept = new Map(states.map((state) => [state.account.id, state]));
  const refuse = () => Promise.reject(new Error('soak: the lone client only journals'));
  return {
    list: () => Promise.resolve([...kept.values()]),
    load: (accountId) => Promise.resolve(kept.get(accountId)),
    create: refuse,
    replace: refuse,
    reset: refuse,
    undoReset: refuse,
    remove: refuse,
    restore: refuse,
    journal(entries) {
      for (const { state } of entries) kept.set(state.account.id, state);
      return Promise.resolve();
    },
  };
}
