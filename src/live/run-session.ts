import { barIntervals } from '../core/exchange';
import type { ConnectionCounts, ConnectionState } from './market/connection-state';
import { createPaperSession, type PaperInput, type PaperOutcome } from './session';
import type { DeskModel } from './paper/trading';
import type { LiveEvent, LiveRequest } from './events';
import type { AccountKeeper } from './paper/accounts';
import { createFetchPool, createSocketPool } from './market/exchange-link';
import { createLivePublisher, type LivePublisher } from './publisher';
import { createModelShelf, planHistory } from './upkeep/loaded-models';
import { readRefusal } from '../exchange/exchange-error';
import type { LivePorts } from './ports';
import type { RecordingShelf } from './recording/recorder';
import { createTimeKeeper, synchronise } from './market/clock';
import { createUpkeepDesk } from './upkeep/upkeep';

export interface LiveRunnerOptions {
  readonly request: LiveRequest;
  readonly ports: LivePorts;
  readonly keeper: AccountKeeper;
  /** Where the session is recorded if it is asked for; whoever starts it ends its recording. */
  readonly recordings: Pick<RecordingShelf, 'begin'>;
  readonly onEvent: (event: LiveEvent) => void;
}

/** A live session that runs. */
export interface LiveRunner {
  state(): ConnectionState;
  counts(): ConnectionCounts;
  view(symbol: string): void;
  setOnline(isOnline: boolean): void;
  /** Something beside the session has changed. */
  touch(): void;
  warn(text: string): void;
  /**
   * Ends connection and trading; resolves when all accounts are on disk, and rejects with `JournalError` where
   * bars could not be kept. The accounts stay this tab's until the keeper is closed.
   */
  stop(): Promise<void>;
}

/** Starts a session: loads models and accounts, then connects. Rejects where the store refuses. */
export async function startLiveRunner(options: LiveRunnerOptions): Promise<LiveRunner> {
  const { request, ports, keeper, recordings, onEvent } = options;
  const { clock } = ports;
  const { symbols, interval, hasBookTicker, isRecording } = request;
  const intervalMs = barIntervals[interval];
  const early: string[] = [];
  let warn = (text: string): void => void early.push(text);
  let onModel = (_model: DeskModel): void => undefined;
  const shelf = createModelShelf({
    ports,
    intervalMs,
    onLoaded: ({ desk }) => onModel(desk),
    onWarning: (text) => warn(text),
  });

  // Jumps of before do not matter.
  clock.hasJumped();
  const first = await synchronise(clock);
  const accounts = await keeper.open({ symbols, intervalMs });
  const chosen = Object.entries(request.models).filter(
    ([symbol, modelId]) => modelId !== '' && symbols.includes(symbol),
  );
  const wanted = new Set([
    ...chosen.map(([, modelId]) => modelId),
    ...accounts.map(({ account }) => account.modelId),
  ]);
  for (const modelId of wanted) await shelf.load(modelId);
  const watch = Object.fromEntries(chosen.filter(([, modelId]) => shelf.has(modelId)));

  const session = {
    symbols,
    intervalMs,
    seed: ports.drawSeed(),
    times: ports.patience.times,
    // Those of other tabs, too: they may fall to this one.
    ...planHistory(
      keeper.kept().map(({ state }) => state),
      shelf.list(),
      intervalMs,
      clock.now(),
    ),
  };
  const paper = createPaperSession({ session, models: [], watch, accounts });
  const recorder = isRecording
    ? recordings.begin({ format: 'tabquant-recording', version: 2, session, watch, accounts })
    : undefined;
  const upkeep = createUpkeepDesk({
    clock,
    shelf,
    series: paper.session.series,
    listPairs: () => [
      ...Object.entries(watch).map(([symbol, modelId]) => ({ symbol, modelId })),
      ...keeper.kept().map(({ state }) => state.account),
    ],
    onWarning: (text) => warn(text),
    onReady: () => publisher.touch(),
  });
  const publisher: LivePublisher = createLivePublisher({
    paper,
    symbols,
    clock,
    kept: keeper.kept,
    upkeep,
    onEvent,
  });
  warn = (text) => publisher.log('warning', text);
  early.forEach(warn);

  let isStopped = false;
  const take = (input: PaperInput): void => {
    if (isStopped) return;
    if (clock.hasJumped()) {
      pass({ kind: 'clock-lost', at: clock.now() });
      time.ask();
      // It may have been measured while the clock was set.
      if (input.kind === 'clock-set') return;
    }
    pass(input);
  };
  const pass = (input: PaperInput): void => {
    const arrivedMs = clock.monotonicMs();
    record(input);
    const outcomes = paper.take(input);
    recorder?.note(outcomes);
    publisher.take(outcomes, arrivedMs);
    outcomes.forEach(perform);
    planTick();
  };
  const record = (input: PaperInput): void => {
    if (recorder === undefined || recorder.isFull()) return;
    recorder.take(input);
    if (recorder.isFull()) {
      warn('The recording is full and ends here: export it, then connect anew for another one.');
    }
  };
  const sockets = createSocketPool({
    ports,
    interval,
    // An account that fills at the best offers needs them, whatever was asked for.
    hasBookTicker: hasBookTicker || accounts.some(({ account }) => account.isFilledAtBest),
    take,
  });
  const fetches = createFetchPool({ ports, interval, take });
  const perform = (outcome: PaperOutcome): void => {
    switch (outcome.kind) {
      case 'open-socket':
        return sockets.open(outcome.socket, outcome.symbols);
      case 'close-socket':
        return sockets.close(outcome.socket);
      case 'fetch':
        return fetches.start(outcome);
      case 'closed':
        return keeper.take(outcome.result.steps);
      case 'caught-up':
        return keeper.take(outcome.steps);
    }
  };

  let tickAt = Infinity;
  let cancelTick = (): void => undefined;
  /** Sees to it that the session's time passes in time for what it has to do. */
  const planTick = (): void => {
    const at = paper.session.nextTickAt(clock.now());
    if (isStopped || at >= tickAt) return;
    cancelTick();
    tickAt = at;
    cancelTick = clock.setTimer(tick, Math.max(1, Math.ceil(at - clock.now())));
  };
  const tick = (): void => {
    tickAt = Infinity;
    take({ kind: 'tick', at: clock.now() });
  };
  const time = createTimeKeeper({
    clock,
    first,
    onSet: () => take({ kind: 'clock-set', at: clock.now() }),
    onFailure: () => warn('The exchange does not tell its time: that of its stream is used'),
  });
  const takeModel = (model: DeskModel): void => take({ kind: 'model', at: clock.now(), model });
  shelf.list().forEach(({ desk }) => takeModel(desk));
  onModel = takeModel;
  keeper.attach({
    symbols,
    intervalMs,
    async join(state) {
      const { modelId } = state.account;
      // No wait where it is there already: no bar may come between.
      if (!shelf.has(modelId)) await shelf.load(modelId);
      take({ kind: 'account', at: clock.now(), state });
    },
    leave: (accountId) => take({ kind: 'account-left', at: clock.now(), accountId }),
    current: paper.desk.account,
    warn: (text) => warn(text),
  });
  if (!first.isSet) take({ kind: 'clock-lost', at: clock.now() });
  take({ kind: 'start', at: clock.now() });
  const refusal = first.isSet ? undefined : readRefusal(first.cause);
  if (refusal !== undefined) take({ kind: 'refused', at: clock.now(), failure: refusal });

  return {
    state: () => paper.session.state(clock.now()),
    counts: publisher.counts,
    view: publisher.view,
    setOnline: (isOnline) => take({ kind: 'online', at: clock.now(), isOnline }),
    touch: publisher.touch,
    warn: (text) => warn(text),
    async stop() {
      if (isStopped) return;
      take({ kind: 'stop', at: clock.now() });
      isStopped = true;
      time.stop();
      cancelTick();
      sockets.closeAll();
      fetches.giveUpAll();
      try {
        await keeper.finish();
      } finally {
        publisher.finish();
        await keeper.end();
      }
    },
  };
}
