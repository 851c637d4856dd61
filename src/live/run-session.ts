import { barIntervals } from '../core/exchange';
import type { ConnectionCounts, ConnectionState } from './market/connection-state';
import { createLiveSession, type LiveInput, type LiveOutcome } from './session';
import type { SessionModel } from './paper/predictions';
import type { LiveEvent, LiveRequest } from './events';
import type { PaperAccounts } from './paper/accounts';
import { createFetchPool, createSocketPool } from './market/exchange-link';
import { createPublisher, type Publisher } from './publisher';
import { createLoadedModels, planHistory } from './upkeep/loaded-models';
import { readRefusal } from '../exchange/exchange-error';
import type { LivePorts } from './ports';
import { recordingVersion } from './recording/recording';
import type { Recordings } from './recording/recorder';
import { createClockSync, synchronise } from './market/clock';
import { createUpkeep } from './upkeep/upkeep';
import type { RuleAnswer } from '../core/trading/own-rule/decisions';
import type { RuleQuestion } from '../core/trading/own-rule/run-rule';
import type { PaperDecision } from '../core/trading/paper-account';
import type { FundingOfSymbols, RuleAsk } from './paper/trading';

/** Asks the text of a person's own rule for one decision. */
export type AskLiveRule = (text: string, question: RuleQuestion) => Promise<RuleAnswer>;

interface RunSessionOptions {
  readonly request: LiveRequest;
  readonly ports: LivePorts;
  readonly accounts: PaperAccounts;
  /** Where the session is recorded on request; the caller ends the recording. */
  readonly recordings: Pick<Recordings, 'begin'>;
  readonly onEvent: (event: LiveEvent) => void;
  /** Asks a person's own rule, where text may run; it has limits of time of its own. */
  readonly askRule: AskLiveRule;
}

/** A running live session. */
export interface RunningSession {
  state(): ConnectionState;
  counts(): ConnectionCounts;
  view(symbol: string): void;
  setOnline(isOnline: boolean): void;
  /** Something outside the session has changed. */
  touch(): void;
  warn(text: string): void;
  /**
   * Ends connection and trading; resolves when all accounts are on disk, and rejects with `JournalError` where
   * bars could not be stored. This tab holds the accounts until `accounts` are closed.
   */
  stop(): Promise<void>;
}

/** A connection is renewed this long before the exchange ends it. */
const renewAheadMs = 1_800_000;
/** Fraction of the exchange's limit of new sockets per address; other tabs and programs need some too. */
const attemptShare = 0.1;

/** Starts a session: loads models and accounts, then connects. Rejects where the store refuses. */
export async function runSession(options: RunSessionOptions): Promise<RunningSession> {
  const { request, ports, accounts, recordings, onEvent, askRule } = options;
  const { clock } = ports;
  const { stream } = ports.exchange;
  const { symbols, interval, hasBookTicker, isRecording } = request;
  const intervalMs = barIntervals[interval];
  const early: string[] = [];
  let warn = (text: string): void => void early.push(text);
  let onModel = (_model: SessionModel): void => undefined;
  const models = createLoadedModels({
    ports,
    intervalMs,
    onLoaded: ({ network }) => onModel(network),
    onWarning: (text) => warn(text),
  });

  // Earlier jumps do not matter.
  clock.hasJumped();
  const first = await synchronise(clock);
  const traded = await accounts.open({ symbols, intervalMs });
  const chosen = Object.entries(request.models).filter(
    ([symbol, modelId]) => modelId !== '' && symbols.includes(symbol),
  );
  const wanted = new Set([
    ...chosen.map(([, modelId]) => modelId),
    ...traded.flatMap(({ account }) => account.modelId ?? []),
  ]);
  for (const modelId of wanted) await models.load(modelId);
  const watch = Object.fromEntries(chosen.filter(([, modelId]) => models.has(modelId)));

  const connection = {
    symbols,
    intervalMs,
    seed: ports.drawSeed(),
    times: { ...ports.timeouts.times, renewAfterMs: stream.maxAgeMs - renewAheadMs },
    attempts: { ...stream.connects, max: Math.ceil(stream.connects.max * attemptShare) },
    // Including accounts of other tabs, since this tab may get them.
    ...planHistory(
      accounts.stored().map(({ state }) => state),
      models.list(),
      intervalMs,
      clock.now(),
    ),
  };
  const funding = await loadFunding(symbols, ports);
  const session = createLiveSession({ connection, watch, funding, accounts: traded });
  const recorder = isRecording
    ? recordings.begin({
        format: 'tabquant-recording',
        version: recordingVersion,
        session: connection,
        watch,
        funding,
        accounts: traded,
      })
    : undefined;
  const upkeep = createUpkeep({
    clock,
    models,
    predictions: session.predictions,
    findSeries: session.connection.series,
    listPairs: () => [
      ...Object.entries(watch).map(([symbol, modelId]) => ({ symbol, modelId })),
      ...accounts.stored().flatMap(({ state: { account } }) => {
        const { symbol, modelId } = account;
        return modelId === undefined ? [] : { symbol, modelId };
      }),
    ],
    onWarning: (text) => warn(text),
    onReady: () => publisher.touch(),
  });
  const publisher: Publisher = createPublisher({
    session,
    watch,
    symbols,
    clock,
    stored: accounts.stored,
    upkeep,
    onEvent,
  });
  warn = (text) => publisher.log('warning', text);
  early.forEach(warn);

  let isStopped = false;
  const take = (input: LiveInput): void => {
    if (isStopped) return;
    if (clock.hasJumped()) {
      pass({ kind: 'clock-lost', at: clock.now() });
      time.ask();
      // It may have been measured while the clock was being adjusted.
      if (input.kind === 'clock-set') return;
    }
    pass(input);
  };
  const pass = (input: LiveInput): void => {
    const arrivedMs = clock.monotonicMs();
    record(input);
    const outcomes = session.take(input);
    recorder?.note(outcomes);
    publisher.take(outcomes, arrivedMs);
    outcomes.forEach(perform);
    planTick();
  };
  const record = (input: LiveInput): void => {
    if (recorder === undefined || recorder.isFull()) return;
    recorder.take(input);
    if (recorder.isFull()) {
      warn('The recording is full and ends here: export it, then connect again for another one.');
    }
  };
  const sockets = createSocketPool({
    ports,
    interval,
    // An account that fills at the best offers needs them, whatever was requested.
    hasBookTicker: hasBookTicker || traded.some(({ account }) => account.isFilledAtBest),
    take,
  });
  const fetches = createFetchPool({ ports, interval, take });
  const perform = (outcome: LiveOutcome): void => {
    switch (outcome.kind) {
      case 'open-socket':
        return sockets.open(outcome.socket, outcome.symbols);
      case 'close-socket':
        return sockets.close(outcome.socket);
      case 'fetch':
        return fetches.start(outcome);
      case 'closed':
        return accounts.take(outcome.result.steps);
      case 'caught-up':
        return accounts.take(outcome.steps);
      case 'ask-rule':
        return void answer(outcome);
    }
  };
  const answer = async ({ id, text, question }: RuleAsk): Promise<void> => {
    const decided = describeAnswer(await askRule(text, question).catch(describeFailure));
    take({ kind: 'decided', at: clock.now(), ask: id, ...decided });
  };

  let tickAt = Infinity;
  let cancelTick = (): void => undefined;
  /** Sets a timer for the next tick, when the session has something to do. */
  const planTick = (): void => {
    const at = session.connection.nextTickAt(clock.now());
    if (isStopped || at >= tickAt) return;
    cancelTick();
    tickAt = at;
    cancelTick = clock.setTimer(tick, Math.max(1, Math.ceil(at - clock.now())));
  };
  const tick = (): void => {
    tickAt = Infinity;
    take({ kind: 'tick', at: clock.now() });
  };
  const time = createClockSync({
    clock,
    first,
    onSet: () => take({ kind: 'clock-set', at: clock.now() }),
    onFailure: () => warn('The exchange does not send its time: that of its stream is used'),
  });
  const takeModel = (model: SessionModel): void => take({ kind: 'model', at: clock.now(), model });
  models.list().forEach(({ network }) => takeModel(network));
  onModel = takeModel;
  accounts.attach({
    symbols,
    intervalMs,
    async join(state) {
      const { modelId } = state.account;
      // No `await` where it is loaded already, so that no bar arrives in between.
      if (modelId !== undefined && !models.has(modelId)) await models.load(modelId);
      take({ kind: 'account', at: clock.now(), state });
    },
    leave: (accountId) => take({ kind: 'account-left', at: clock.now(), accountId }),
    current: session.trading.account,
    warn: (text) => warn(text),
  });
  if (!first.isSet) take({ kind: 'clock-lost', at: clock.now() });
  take({ kind: 'start', at: clock.now() });
  const refusal = first.isSet ? undefined : readRefusal(first.cause);
  if (refusal !== undefined) take({ kind: 'refused', at: clock.now(), failure: refusal });

  return {
    state: () => session.connection.state(clock.now()),
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
        await accounts.finish();
      } finally {
        publisher.finish();
        await accounts.end();
      }
    },
  };
}

/**
 * Loads what files have told of the symbols' funding. Once is enough: a file tells of what was paid before it was made, so one that comes
 * later tells nothing of bars that are still to close.
 */
async function loadFunding(
  symbols: readonly string[],
  { loadFunding: load }: Pick<LivePorts, 'loadFunding'>,
): Promise<FundingOfSymbols> {
  const known = symbols.map(async (symbol) => [symbol, await load(symbol)] as const);
  return Object.fromEntries(await Promise.all(known));
}

function describeAnswer(answer: RuleAnswer): PaperDecision {
  if (answer.kind === 'decided') return { decision: answer.decision };
  const { message, line } = answer.problem;
  return { decision: 0, problem: message, ...(line !== undefined && { line }) };
}

function describeFailure(error: unknown): RuleAnswer {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', problem: { message, line: undefined } };
}
