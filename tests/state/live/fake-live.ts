import type {
  ChallengeReport,
  LiveEvent,
  LiveRequest,
  RecordingInfo,
  RecordingReport,
} from '../../../workers/api/live';
import type { ModelInfo } from '../../../src/core/library';
import type { PaperAccount, PaperRun } from '../../../src/core/trading/paper-account';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { LiveState } from '../../../src/state/live/live.svelte';
import type { LiveConnection } from '../../../src/state/live/live-link';
import { NoticeState } from '../../../src/state/notices.svelte';
import { cutRun } from '../../core/trading/make-run';
import type { Trade } from '../../../src/core/trading/positions';

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

/** A champion that gained 1% and a challenger that gained 2% over 100 bars, but for what `change` says. */
export function makeReport(change: Partial<ChallengeReport> = {}): ChallengeReport {
  const gain = { pnl: 100, pnlFraction: 0.01, sharpe: NaN, trades: 3 };
  return {
    accounts: {
      bars: 100,
      from: 0,
      to: 99 * 60_000,
      champion: gain,
      challenger: { ...gain, pnl: 200, pnlFraction: 0.02 },
    },
    models: undefined,
    ...change,
  };
}

/** A live state whose worker is played by the test. */
export function makeLive({
  accounts = [] as PaperAccount[],
  models = [] as ModelInfo[],
  runs = {} as Record<string, PaperRun>,
  trades = {} as Record<string, readonly Trade[]>,
  canNotify = true,
  rule = undefined as PaperAccount | undefined,
} = {}) {
  const kept = new Map(accounts.map((account) => [account.id, account]));
  const removed = new Map<string, PaperAccount>();
  const requests: LiveRequest[] = [];
  const calls: string[] = [];
  const said: string[] = [];
  const awake: boolean[] = [];
  let recordings: readonly RecordingInfo[] = [];
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
      async assignRoles(roles) {
        await note(`roles ${JSON.stringify(roles)}`);
        for (const [id, role] of Object.entries(roles)) {
          const account = kept.get(id);
          if (account !== undefined) kept.set(id, { ...account, role });
        }
      },
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
      loadTrades: (id, from = 0) =>
        note(`trades ${id} from ${from}`).then(
          () => trades[id]?.filter(({ entryIndex }) => entryIndex >= from) ?? [],
        ),
      loadRun(id, after = -Infinity) {
        const run = runs[id];
        if (run === undefined) return Promise.reject(new Error(`no account ${id}`));
        const from = run.time.filter((time) => time <= after).length;
        calls.push(`run ${id} from ${from}`);
        return Promise.resolve(cutRun(run, after));
      },
      compareAccounts: () => Promise.resolve(makeReport()),
      exportAccount: () => Promise.resolve(new Blob(['{}'])),
      async importAccount(file) {
        const account = JSON.parse(await file.text()) as PaperAccount;
        const kind = kept.has(account.id) ? 'here-already' : 'imported';
        await note(`import ${account.id}`);
        kept.set(account.id, account);
        return { kind, account };
      },
      listRecordings: () => Promise.resolve({ recordings: [...recordings], droppedCount: 0 }),
      exportRecording: (id) => note(`export ${id}`).then(() => new Blob([id])),
      discardRecording: (id) =>
        note(`discard ${id}`).then(() => {
          recordings = recordings.filter((one) => one.id !== id);
        }),
    },
    connect(request, onEvent) {
      requests.push(request);
      send = onEvent;
      return note('connect');
    },
    async replayRecording(file, onProgress) {
      onProgress({ stage: 'running', done: 1, total: 2 });
      const text = await file.text();
      if (text !== 'endless') throw new Error(`recording: line 1 is ${text}`);
      return new Promise<RecordingReport>(() => undefined);
    },
    stopped: new Promise((_, reject) => (die = reject)),
    end: () => void calls.push('end'),
  });
  const notices = new NoticeState();
  const live = new LiveState({
    openLive,
    library: { models, model: models[0] },
    notices,
    attention: {
      requestNotifications: () => Promise.resolve(canNotify),
      canNotify: () => canNotify,
      notify: (title) => void said.push(title),
      beep: () => void said.push('beep'),
      keepAwake: (isOn) => void awake.push(isOn),
    },
    proposeAccount: (symbol, modelId) =>
      modelId === undefined ? rule : makeAccount({ id: 'first', symbol, modelId }),
  });
  return {
    live,
    notices,
    requests,
    calls,
    said,
    awake,
    send: (event: LiveEvent) => send(event),
    die: (error: Error) => die(error),
    keepRecordings: (kept: readonly RecordingInfo[]) => void (recordings = kept),
    refuse: (error: Error | undefined) => void (refusal = error),
  };
}
