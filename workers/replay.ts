import { transfer } from 'comlink';
import type { BarRange } from '../src/core/bars/bars';
import { describeCause } from '../src/core/describe-cause';
import { spanBars } from '../src/core/out-of-sample';
import { explainBar, readModelInput, type TradedRun } from '../src/core/trading/explain-bar';
import { createReplay, type Replay } from '../src/core/trading/replay';
import type { TradingSettings } from '../src/core/trading/settings';
import { studyPaths } from '../src/core/trading/study-paths';
import type { OpenRequest, SessionApi, SessionEvent } from './api/session';
import { loadSubject, type Subject } from './load-subject';
import { createRecorder } from './record-trial';
import { createReplayClock, type ReplayClock } from './replay-clock';

type EventSink = (event: SessionEvent) => void | Promise<void>;

interface Session {
  readonly subject: Subject;
  /** What is replayed, by the settings in force. */
  run: TradedRun;
  readonly replay: Replay;
  readonly clock: ReplayClock;
  readonly tries: TryLog;
}

/** Records each configuration of settings whose results a person saw. */
interface TryLog {
  /** These settings are in force; `isSeen` where results are shown. */
  change(settings: TradingSettings, isSeen: boolean): void;
  /** Results of the settings in force are shown. */
  see(): void;
}

let session: Session | undefined;
/** The last `open` wins, even if an earlier one takes longer. */
let lastRequest: OpenRequest | undefined;

/** The replay worker: owns the clock and the engine's state. */
export const replayApi: SessionApi = {
  async open(request, onEvent: EventSink) {
    session?.clock.dispose();
    session = undefined;
    lastRequest = request;
    const subject = await loadSubject(request, (done, total) => {
      void onEvent({ kind: 'predicting', done, total });
    });
    const { bars, outOfSample, probability } = subject;
    const range = spanBars(outOfSample);
    const { settings } = request;
    const run = { bars, probability: outOfSample.probability, range, settings };
    const replay = createReplay(run);
    if (request.playhead !== undefined) replay.seek(request.playhead);
    if (lastRequest === request) {
      const clock = connectClock(replay, range, request, onEvent);
      const tries = logTries(subject, settings, onEvent);
      session = { subject, run, replay, clock, tries };
      if (!replay.isAtStart()) tries.see();
      clock.requestFrame();
    }
    return { range, outOfSampleStart: range.start, probability };
  },
  configure(settings) {
    const opened = requireSession();
    const { replay, clock, tries } = opened;
    replay.configure(settings);
    opened.run = { ...opened.run, settings };
    tries.change(settings, !replay.isAtStart());
    clock.requestFrame();
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
  explain(index) {
    const { subject, run, replay } = requireSession();
    const until = replay.playhead();
    if (!(index >= run.range.start && index < until)) return undefined;
    const { bars, model } = subject;
    return { ...explainBar(run, index, until), input: readModelInput(bars, model, index) };
  },
  studyPaths() {
    const { run, replay } = requireSession();
    return studyPaths(run, replay.playhead());
  },
};

function requireSession(): Session {
  if (session === undefined) throw new Error('session: open a dataset and a model first');
  return session;
}

/** Settings count as seen after this time, ms, so that not every position of a slider that is moved is a try. */
const settledMs = 500;

function logTries(subject: Subject, first: TradingSettings, onEvent: EventSink): TryLog {
  const record = createRecorder('simulated', subject);
  let settings = first;
  let recorded: TradingSettings | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const append = (): void => {
    if (settings === recorded) return;
    recorded = settings;
    record(settings).catch((error: unknown) => {
      recorded = undefined;
      void onEvent({ kind: 'trial-failed', reason: describeCause(error) });
    });
  };
  return {
    change(next, isSeen) {
      settings = next;
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
