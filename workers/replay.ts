import { transfer } from 'comlink';
import type { BarRange } from '../src/core/bars/bars';
import { createReplay, type Replay } from '../src/core/trading/replay';
import type { OpenRequest, SessionApi, SessionEvent } from './api/session';
import { loadSubject } from './load-subject';
import { createReplayClock, type ReplayClock } from './replay-clock';

type EventSink = (event: SessionEvent) => void | Promise<void>;

interface Session {
  readonly replay: Replay;
  readonly clock: ReplayClock;
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
    const { bars, probability, range } = await loadSubject(request, (done, total) => {
      void onEvent({ kind: 'predicting', done, total });
    });
    const replay = createReplay({ bars, probability, range, settings: request.settings });
    if (request.playhead !== undefined) replay.seek(request.playhead);
    if (lastRequest === request) {
      session = { replay, clock: connectClock(replay, range, request, onEvent) };
      session.clock.requestFrame();
    }
    return { range, outOfSampleStart: range.start, probability };
  },
  configure(settings) {
    const { replay, clock } = requireSession();
    replay.configure(settings);
    clock.requestFrame();
  },
  start: () => requireSession().clock.start(),
  stop: () => requireSession().clock.stop(),
  restart() {
    const { replay, clock } = requireSession();
    replay.restart();
    clock.requestFrame();
  },
  seek(playhead) {
    const { replay, clock } = requireSession();
    replay.seek(playhead);
    clock.requestFrame();
  },
  setSpeed: (speed) => requireSession().clock.setSpeed(speed),
};

function requireSession(): Session {
  if (session === undefined) throw new Error('session: open a dataset and a model first');
  return session;
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
