import type { LiveEvent, LiveRequest } from '../../../workers/api/live';
import type { ModelInfo } from '../../../src/core/library';
import type { PaperAccount } from '../../../src/core/live/paper-account';
import { defaultTradingSettings } from '../../../src/core/portfolio/default-settings';
import { LiveState } from '../../../src/state/live/live.svelte';
import type { LiveConnection } from '../../../src/state/live/live-connection';
import { NoticeState } from '../../../src/state/notices.svelte';
import type { PaperRun } from '../../../src/core/live/portfolio/paper-run';

/** A model that can be asked about live minute bars, but for what `change` says. */
export function makeModel(change: Partial<ModelInfo> = {}): ModelInfo {
  const model = { id: 'm', name: 'Model', features: ['high_low_range'], intervalMs: 60_000 };
  return { ...model, ...change } as ModelInfo;
}

/** An account of that model. */
export function makeAccount(change: Partial<PaperAccount> = {}): PaperAccount {
  return {
    id: 'a',
    name: 'BTCUSDT champion',
    symbol: 'BTCUSDT',
    modelId: 'm',
    settings: defaultTradingSettings,
    role: 'champion',
    isFilledAtBest: false,
    createdAt: 0,
    ...change,
  };
}

/** A live state whose worker is played by the test. */
export function makeLive({
  accounts = [] as PaperAccount[],
  models = [] as ModelInfo[],
  runs = {} as Record<string, PaperRun>,
} = {}) {
  const kept = new Map(accounts.map((account) => [account.id, account]));
  const removed = new Map<string, PaperAccount>();
  const requests: LiveRequest[] = [];
  const calls: string[] = [];
  const said: string[] = [];
  let send: (event: LiveEvent) => void = () => undefined;
  let die: (error: Error) => void = () => undefined;
  let refusal: Error | undefined;
  const note = (call: string): Promise<void> => {
    calls.push(call);
    return refusal === undefined ? Promise.resolve() : Promise.reject(refusal);
  };
  const openLive = (): LiveConnection => ({
    api: {
      disconnect: () => note('disconnect'),
      view: (symbol) => note(`view ${symbol}`),
      setOnline: () => undefined,
      listAccounts: () => Promise.resolve([...kept.values()]),
      addAccount: (account) =>
        note(`add ${account.symbol}`).then(() => void kept.set(account.id, account)),
      configureAccount: (id) => note(`configure ${id}`),
      resetAccount: (id) => note(`reset ${id}`),
      undoReset: (id) => note(`undo ${id}`),
      async removeAccount(id) {
        await note(`remove ${id}`);
        const account = kept.get(id);
        if (account !== undefined) removed.set(id, account);
        kept.delete(id);
      },
      async restoreAccount(id) {
        await note(`restore ${id}`);
        const account = removed.get(id);
        if (account !== undefined) kept.set(id, account);
      },
      loadTrades: () => Promise.resolve([]),
      loadEquity: () => Promise.resolve({ time: new Float64Array(), equity: new Float64Array() }),
      loadRun(id, after = -Infinity) {
        const run = runs[id];
        if (run === undefined) return Promise.reject(new Error(`no account ${id}`));
        const from = run.time.filter((time) => time <= after).length;
        calls.push(`run ${id} from ${from}`);
        const { state, time, equity } = run;
        return Promise.resolve({ state, time: time.slice(from), equity: equity.slice(from) });
      },
      exportAccount: () => Promise.resolve(new Blob(['{}'])),
      exportRecording: () => Promise.reject(new Error('live: nothing was recorded')),
    },
    connect(request, onEvent) {
      requests.push(request);
      send = onEvent;
      return note('connect');
    },
    stopped: new Promise((_, reject) => (die = reject)),
    end: () => undefined,
  });
  const notices = new NoticeState();
  const live = new LiveState({
    openLive,
    library: { models, model: models[0] },
    notices,
    attention: {
      requestNotifications: () => Promise.resolve(true),
      notify: (title) => void said.push(title),
      beep: () => void said.push('beep'),
      keepAwake: () => undefined,
    },
    proposeAccount: (symbol, modelId) => makeAccount({ id: 'first', symbol, modelId }),
  });
  return {
    live,
    notices,
    requests,
    calls,
    said,
    send: (event: LiveEvent) => send(event),
    die: (error: Error) => die(error),
    refuse: (error: Error | undefined) => void (refusal = error),
  };
}
