import { transfer } from 'comlink';
import type { BarRange } from '../src/core/bars/bars';
import { describeCause } from '../src/core/describe-cause';
import type { InSteps } from '../src/core/metrics/path-risk';
import { spanBars } from '../src/core/out-of-sample';
import { explainBar, readModelInput, type TradedRun } from '../src/core/trading/explain-bar';
import { createReplay, type Replay } from '../src/core/trading/replay';
import { findRuleText } from '../src/core/trading/own-rule/rule-input';
import type { TradingSettings } from '../src/core/trading/settings';
import { studyPaths } from '../src/core/trading/study-paths';
import type { DecideByRule, OpenRequest, SessionApi, SessionEvent } from './api/session';
import { decideByRule, type DecidedBars } from './decide-by-rule';
import { loadReplayed, type Replayed } from './load-subject';
import { createRecorder } from './record-trial';
import { createReplayClock, type ReplayClock } from './replay-clock';

type EventSink = (event: SessionEvent) => void | Promise<void>;

interface Session {
  readonly subject: Replayed;
  readonly decide: DecideByRule;
  /** The settings that were asked for last; they are in force once their decisions are made. */
  wanted: TradingSettings;
  /** What is replayed, by the settings in force. */
  run: TradedRun;
  readonly replay: Replay;
  readonly clock: ReplayClock;
  readonly tries: TryLog;
}

/** Records each configuration of settings whose results a person saw. */
interface TryLog {
  /** These settings are in force on these bars; `isSeen` where results are shown. */
  change(settings: TradingSettings, decided: DecidedBars, isSeen: boolean): void;
  /** Results of the settings in force are shown. */
  see(): void;
}

let session: Session | undefined;
/** The last `open` wins, even if an earlier one takes longer. */
let lastRequest: OpenRequest | undefined;

/** The replay worker: owns the clock and the engine's state. */
export const replayApi: SessionApi = {
  async open(request, onEvent: EventSink, decide) {
    session?.clock.dispose();
    session = undefined;
    lastRequest = request;
    const subject = await loadReplayed(request, (done, total) => {
      void onEvent({ kind: 'predicting', done, total });
    });
    const { outOfSample, probability } = subject;
    const range = spanBars(outOfSample);
    const { settings } = request;
    const decided = await decideSubject(subject, settings, decide);
    const { bars } = decided;
    const run = { bars, probability: outOfSample.probability, range, settings };
    const replay = createReplay(run);
    if (request.playhead !== undefined) replay.seek(request.playhead);
    if (lastRequest === request) {
      const clock = connectClock(replay, range, request, onEvent);
      const tries = logTries(subject, settings, decided, onEvent);
      session = { subject, decide, wanted: settings, run, replay, clock, tries };
      if (!replay.isAtStart()) tries.see();
      clock.requestFrame();
    }
    return { range, outOfSampleStart: range.start, probability };
  },
  configure(settings) {
    const current = requireSession();
    current.wanted = settings;
    const { subject, replay, clock, tries } = current;
    const apply = (decided: DecidedBars): void => {
      if (session !== current || current.wanted !== settings) return;
      replay.configure(settings, decided.bars);
      current.run = { ...current.run, bars: decided.bars, settings };
      tries.change(settings, decided, !replay.isAtStart());
      clock.requestFrame();
    };
    // Without a rule nobody has to be asked, and the next call finds the settings in force.
    if (findRuleText(settings) === undefined) return apply(subject);
    return decideSubject(subject, settings, current.decide).then(apply);
  },
  start() {
    const { clock, tries } = requireSession();
    clock.start();
    tries.see();
  },
  stop: () => requireSession().clock.stop(),
  restart() {
    const { replay, clock } = requireSession();
    replay.restart();
    clock.requestFrame();
  },
  seek(playhead) {
    const { replay, clock, tries } = requireSession();
    replay.seek(playhead);
    if (!replay.isAtStart()) tries.see();
    clock.requestFrame();
  },
  setSpeed: (speed) => requireSession().clock.setSpeed(speed),
  async explain(index, onProgress) {
    const { subject, run, replay } = requireSession();
    const until = replay.playhead();
    if (!(index >= run.range.start && index < until)) return undefined;
    const { bars, model } = subject;
    const explanation = await answer(explainBar(run, index, until), onProgress);
    if (explanation === undefined) return undefined;
    return { ...explanation, input: model && readModelInput(bars, model, index) };
  },
  studyPaths(onProgress) {
    const { run, replay } = requireSession();
    return answer(studyPaths(run, replay.playhead()), onProgress);
  },
  cancelQuestion() {
    lastQuestion++;
  },
};

/** The last question wins: who asks again no longer waits for what was asked before. */
let lastQuestion = 0;

/** Work between two looks at what else is wanted, ms. */
const questionSliceMs = 24;

/** Returns the result of `steps`, in slices between which commands are taken; undefined once another question follows. */
async function answer<Result>(
  steps: InSteps<Result>,
  onProgress: (fraction: number) => void,
): Promise<Result | undefined> {
  const question = ++lastQuestion;
  let sliceStart = performance.now();
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    if (performance.now() - sliceStart < questionSliceMs) continue;
    onProgress(next.value);
    await new Promise((resolve) => setTimeout(resolve));
    if (question !== lastQuestion) return undefined;
    sliceStart = performance.now();
  }
}

function decideSubject(
  { bars, outOfSample }: Replayed,
  settings: TradingSettings,
  decide: DecideByRule,
): Promise<DecidedBars> {
  const { probability } = outOfSample;
  return decideByRule({ bars, probability, range: spanBars(outOfSample), settings }, decide);
}

function requireSession(): Session {
  if (session === undefined) throw new Error('session: open a dataset first');
  return session;
}

/** Settings count as seen after this time, ms, so that not every position of a slider that is moved is a try. */
const settledMs = 500;

function logTries(
  subject: Replayed,
  first: TradingSettings,
  decidedFirst: DecidedBars,
  onEvent: EventSink,
): TryLog {
  const record = createRecorder('simulated', subject);
  let settings = first;
  let decided = decidedFirst;
  let recorded: TradingSettings | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const append = (): void => {
    // A rule without decisions has earned nothing that counts.
    if (settings === recorded || decided.problem !== undefined) return;
    recorded = settings;
    record(settings, decided.bars).catch((error: unknown) => {
      recorded = undefined;
      void onEvent({ kind: 'trial-failed', reason: describeCause(error) });
    });
  };
  return {
    change(next, nextDecided, isSeen) {
      settings = next;
      decided = nextDecided;
      clearTimeout(timer);
      if (isSeen) timer = setTimeout(append, settledMs);
    },
    see: append,
  };
}

function connectClock(
  replay: Replay,
  range: BarRange,
  { speed }: OpenRequest,
  onEvent: EventSink,
): ReplayClock {
  return createReplayClock(
    {
      now: () => performance.now(),
      setTimer(callback, delayMs) {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
      advance: replay.advance,
      isAtEnd: replay.isAtEnd,
      async publish(isRunning) {
        const frame = { kind: 'frame', range, isRunning, ...replay.frame() } as const;
        await onEvent(transfer(frame, [frame.equity.buffer]));
      },
      onEnded: () => void onEvent({ kind: 'ended' }),
    },
    speed,
  );
}
